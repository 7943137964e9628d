#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace custos::ui {

/// A ground to lay things on: fills itself with one colour and, when asked, draws a hairline border
/// with rounded corners. Cards, panels and bars are surfaces.
class Surface : public QWidget {
    Q_OBJECT

public:
    explicit Surface(Ink fill, QWidget* parent = nullptr);

    void setFill(Ink fill);
    /// `radius` in px at 100 %.
    void setBorder(Ink line, int radius);
    /// A hairline at single edges, for bars and panels.
    void setEdges(Qt::Edges edges, Ink line = &Tokens::line);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Ink fill_;
    Ink line_ = &Tokens::line;
    int radius_ = -1;
    Qt::Edges edges_;
};

/// One pixel between two sections.
class Hairline : public Surface {
    Q_OBJECT

public:
    explicit Hairline(Ink line = &Tokens::line, QWidget* parent = nullptr);
};

/// The usual card: surface, hairline, radius 8.
[[nodiscard]] Surface* newCard(QWidget* parent = nullptr);

} // namespace custos::ui
