#include "ui/widgets/surface.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

Surface::Surface(Ink fill, QWidget* parent)
    : QWidget(parent)
    , fill_(fill) {}

void Surface::setFill(Ink fill) {
    fill_ = fill;
    update();
}

void Surface::setBorder(Ink line, int radius) {
    line_ = line;
    radius_ = radius;
    update();
}

void Surface::setEdges(Qt::Edges edges, Ink line) {
    edges_ = edges;
    line_ = line;
    update();
}

void Surface::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    if (radius_ >= 0) {
        return drawBox(painter, rect(), theme.pxF(radius_), c.*fill_, c.*line_);
    }
    painter.fillRect(rect(), c.*fill_);
    if (edges_ & Qt::TopEdge) {
        painter.fillRect(0, 0, width(), 1, c.*line_);
    }
    if (edges_ & Qt::BottomEdge) {
        painter.fillRect(0, height() - 1, width(), 1, c.*line_);
    }
    if (edges_ & Qt::LeftEdge) {
        painter.fillRect(0, 0, 1, height(), c.*line_);
    }
    if (edges_ & Qt::RightEdge) {
        painter.fillRect(width() - 1, 0, 1, height(), c.*line_);
    }
}

Hairline::Hairline(Ink line, QWidget* parent)
    : Surface(line, parent) {
    setFixedHeight(1);
}

Surface* newCard(QWidget* parent) {
    auto* card = new Surface(&Tokens::surface, parent);
    card->setBorder(&Tokens::line, 8);
    return card;
}

} // namespace custos::ui
