#include "ui/widgets/ring.h"

#include "ui/theme/icons.h"
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

StepBadge::StepBadge(int number, QWidget* parent)
    : QWidget(parent)
    , number_(number) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StepBadge::setDone(bool done) {
    done_ = done;
    update();
}

QSize StepBadge::sizeHint() const {
    const int side = Theme::of(this).px(24);
    return {side, side};
}

void StepBadge::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(done_ ? c.okSoft : c.soft);
    painter.drawEllipse(rect());
    if (done_) {
        const int size = theme.px(14);
        drawIcon(painter, QRect((width() - size) / 2, (height() - size) / 2, size, size), Icon::Check, c.ok);
        return;
    }
    painter.setFont(theme.font(TypeRole::Small, QFont::DemiBold));
    painter.setPen(c.accent);
    painter.drawText(rect(), Qt::AlignCenter, QString::number(number_));
}

} // namespace custos::ui
