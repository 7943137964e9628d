#pragma once

#include <QImage>
#include <QString>

class QCoreApplication;
class QWidget;

namespace custos::test {

/// What two pictures of one size differ in. Text may differ by a shade where font libraries do; a place, a
/// size or a colour may not: few pixels of the whole may differ by more than a small step, and fewer still of
/// any place as large as an icon, so that none can come or go unseen.
struct Difference {
    QString why;    ///< Empty where they look the same.
    QImage picture; ///< What differs in red over the faded picture.
};
[[nodiscard]] Difference differenceOf(const QImage& now, const QImage& approved);

/// Compares what a widget looks like with the picture that was approved (tests/ui/approved/NAME.png).
///
/// What counts as different is `differenceOf`'s to say. On a mismatch the picture and its difference lie in
/// the build folder under tests/ui/mismatch, and the answer says where. With CUSTOS_APPROVE=1 in the
/// environment the picture of now becomes the approved one.
///
/// Gives an empty string when the pictures agree, else why they do not.
[[nodiscard]] QString differsFromApproved(const QImage& image, const QString& name);

/// From now on the ring of a busy button stands still: how far it has turned is no matter of looks.
void keepRingsStill(QCoreApplication& application);

/// Grabs at one device pixel for each logical one, after layouts and posted events have settled.
[[nodiscard]] QImage settledGrab(QWidget& widget, const QSize& size);

} // namespace custos::test
