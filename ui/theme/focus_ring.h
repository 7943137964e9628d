#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace custos::ui {

/// Shows where the keyboard is: 2 px of accent, 2 px outside the control that has focus.
///
/// Drawn by one frame above the control, so that no layout keeps room for it. Fields and views show
/// focus on their own edge and get none. A button that was clicked gets none either: the pointer says
/// where one is. Owned by the application.
class FocusRing : public QObject {
    Q_OBJECT

public:
    /// How far the ring's outer edge lies from the control, px at 100 %.
    static constexpr int reach = 4;

    explicit FocusRing(QApplication& application);
    ~FocusRing() override;

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void moveTo(QWidget* widget);

    QPointer<QFocusFrame> frame_;
};

/// The radius of a control's own corner at 100 %, where it is not the usual 6.
void setCornerRadius(QWidget& widget, int radius);

} // namespace custos::ui
