#include "ui/schedule/opening_row.h"

#include "ui/schedule/scene_brush.h"
#include "ui/theme/icons.h"
#include "ui/theme/painting.h"

#include <QFontMetricsF>
#include <QPainter>

namespace custos::ui {

OpeningRow::OpeningRow(int number, QWidget* parent)
    : QAbstractButton(parent)
    , number_(number) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void OpeningRow::setOpening(const QString& day, const QString& time, const QString& place) {
    day_ = day.left(1).toUpper() + day.mid(1);
    time_ = time;
    place_ = place;
    describe();
}

void OpeningRow::setRemark(const QString& remark, bool held, bool warn) {
    remark_ = remark;
    held_ = held;
    warn_ = warn;
    describe();
}

void OpeningRow::setChosen(bool chosen) {
    chosen_ = chosen;
    describe();
}

void OpeningRow::describe() {
    // Without the countdown: it would be read out each second.
    setAccessibleName(chosen_ ? tr("%1 %2, %3, chosen", "day time, with whom").arg(day_, time_, place_)
                              : tr("%1 %2, %3", "day time, with whom").arg(day_, time_, place_));
    update();
}

QSize OpeningRow::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(300), theme.px(36)};
}

void OpeningRow::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    const bool hovered = underMouse() && !chosen_;
    drawBox(painter, rect(), theme.pxF(6),
            chosen_   ? c.soft
            : hovered ? c.surface2
                      : c.surface,
            chosen_   ? c.accent
            : hovered ? c.control
                      : c.line,
            chosen_ ? 2 : 1);
    const QString cap = keyCapText(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_0 + number_)));
    const QSizeF size = keyCapSize(cap, theme);
    drawKeyCap(painter, QRectF(QPointF(theme.px(9), (height() - size.height()) / 2), size), cap, theme);
    const SceneBrush brush(painter, theme);
    const qreal line = height();
    brush.text(day_, TypeRole::Small, c.text2, {QRectF(theme.px(55), 0, theme.px(52), line)});
    brush.text(time_, TypeRole::H4, c.text, {QRectF(theme.px(109), 0, theme.px(68), line)});
    const QFontMetricsF metrics(theme.font(TypeRole::SmallStrong));
    const qreal remark = remark_.isEmpty() ? 0 : metrics.horizontalAdvance(remark_);
    const qreal right = width() - theme.px(10);
    const QColor ink = warn_ ? c.warn : held_ ? c.accent : c.text2;
    if (!remark_.isEmpty())
        brush.text(remark_, held_ ? TypeRole::SmallStrong : TypeRole::Small, ink,
                   {QRectF(right - remark, 0, remark + 1, line), {}, Qt::AlignRight});
    qreal end = right - remark;
    if (held_) {
        const qreal icon = theme.px(13);
        end -= icon + theme.px(5);
        drawIcon(painter, QRectF(end, (height() - icon) / 2, icon, icon), Icon::Hourglass, ink);
    }
    const qreal left = theme.px(183);
    brush.text(place_, TypeRole::Small, c.text, {QRectF(left, 0, end - left - theme.px(6), line)});
}

} // namespace custos::ui
