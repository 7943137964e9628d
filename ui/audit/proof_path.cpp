#include "ui/audit/proof_path.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

namespace {

// px at 100 %: the boxes of head, the node below it, the entry, and what stands beside the way.
constexpr QRect head(122, 0, 36, 16), node(70, 30, 36, 16), beside(174, 38, 36, 16), entry(22, 61, 36, 16),
    sibling(118, 61, 36, 16);

} // namespace

ProofPath::ProofPath(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ProofPath::setSteps(int steps) {
    steps_ = steps;
    setAccessibleName(tr("Proof path"));
    setAccessibleDescription(
        tr("From this entry’s hash, %n hashes beside the way lead to the signed tree head.", nullptr, steps));
    update();
}

QSize ProofPath::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(290), theme.px(80)};
}

void ProofPath::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    const auto at = [&](const QRect& box) {
        return QRect(theme.px(box.x()), theme.px(box.y()), theme.px(box.width()), theme.px(box.height()));
    };
    const auto link = [&](const QRect& below, const QRect& above, const QColor& ink) {
        const QRect from = at(below), to = at(above);
        const int middle = (to.bottom() + from.top()) / 2;
        painter.setPen(QPen(ink, theme.px(2)));
        painter.drawLine(from.center().x(), from.top(), from.center().x(), middle);
        painter.drawLine(from.center().x(), middle, to.center().x(), middle);
        painter.drawLine(to.center().x(), middle, to.center().x(), to.bottom());
    };
    const auto label = [&](const QRect& box, const QString& text) {
        const QRect drawn = at(box);
        painter.setFont(theme.font(TypeRole::Caption));
        painter.setPen(c.text2);
        painter.drawText(QRect(drawn.right() + theme.px(7), drawn.top() - 1, width(), drawn.height() + 2),
                         Qt::AlignVCenter | Qt::AlignLeft, text);
    };
    const auto box = [&](const QRect& which, bool proven) {
        drawBox(painter, at(which), theme.pxF(4), proven ? c.okSoft : c.surface2,
                proven ? c.ok : c.lineStrong);
    };
    const bool deep = steps_ > 1;
    if (deep)
        link(beside, head, c.lineStrong);
    if (steps_ > 0)
        link(sibling, deep ? node : head, c.lineStrong);
    if (deep)
        link(node, head, c.ok);
    link(entry, deep ? node : head, c.ok);
    box(head, true);
    label(head, tr("signed tree head"));
    box(entry, true);
    label(entry, tr("this entry"));
    if (steps_ > 0) {
        box(sibling, false);
        label(sibling, tr("sibling"));
    }
    if (deep) {
        box(node, true);
        box(beside, false);
        label(beside, tr("%n more levels", nullptr, steps_ - 1));
    }
}

} // namespace custos::ui
