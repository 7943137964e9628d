#include "ui/widgets/ring.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

CountdownRing::CountdownRing(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void CountdownRing::setShare(qreal left) {
    left_ = qBound(0.0, left, 1.0);
    update();
}

QSize CountdownRing::sizeHint() const {
    const int side = Theme::of(this).px(18);
    return {side, side};
}

void CountdownRing::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const qreal pen = theme.pxF(2.5);
    const QRectF ring = QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colours().line, pen));
    painter.drawEllipse(ring);
    painter.setPen(QPen(theme.colours().accent, pen, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -qRound(left_ * 360 * 16));
}

} // namespace custos::ui
