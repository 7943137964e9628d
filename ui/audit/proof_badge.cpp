#include "ui/audit/proof_badge.h"

#include "ui/audit/audit_words.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/text.h"

#include <QPainter>

namespace custos::ui {

namespace {

Icon iconFor(Tone tone) {
    switch (tone) {
    case Tone::Ok:
        return Icon::Chain;
    case Tone::Bad:
        return Icon::Ban;
    case Tone::Warn:
        return Icon::Warn;
    default:
        return Icon::Hourglass;
    }
}

} // namespace

ProofBadge::ProofBadge(QWidget* parent)
    : QWidget(parent)
    , tone_(int(Tone::Neutral)) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    // Assistive technology stops at it like at a sentence.
    setFocusPolicy(Qt::TabFocus);
}

bool ProofBadge::isGreen() const {
    return Tone(tone_) == Tone::Ok;
}

void ProofBadge::setFinding(const AuditFinding& finding, const QDateTime& now) {
    const FindingWords words = findingWords(finding, now);
    const bool news = words.tone != Tone(tone_) && words.tone != Tone::Neutral;
    tone_ = int(words.tone);
    headline_ = words.headline;
    detail_ = words.detail;
    setAccessibleName(detail_.isEmpty() ? headline_
                                        : tr("%1, %2", "proof and since when").arg(headline_, detail_));
    setAccessibleDescription(words.account);
    setToolTip(plainToolTip(words.account));
    if (news)
        announce(*this, accessibleName());
    updateGeometry();
    update();
}

int ProofBadge::textWidth(const QString& text, bool strong) const {
    const Theme& theme = Theme::of(this);
    const QFont font = strong ? theme.font(TypeRole::Body, QFont::DemiBold) : theme.font(TypeRole::Small);
    return QFontMetrics(font).horizontalAdvance(text);
}

QSize ProofBadge::sizeHint() const {
    const Theme& theme = Theme::of(this);
    const int detail = detail_.isEmpty() ? 0 : theme.px(21) + textWidth(detail_, false);
    return {theme.px(12 + 15 + 9 + 12) + textWidth(headline_, true) + 2 + detail, theme.px(32)};
}

/// The detail gives way first; the tooltip and the accessible name keep it.
QSize ProofBadge::minimumSizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(12 + 15 + 9 + 12) + textWidth(headline_, true) + 2, theme.px(32)};
}

void ProofBadge::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    const ToneColours tone = toneColours(Tone(tone_));
    QPainter painter(this);
    drawBox(painter, rect(), theme.pxF(6), c.*tone.fill, c.*tone.line);
    const int icon = theme.px(15);
    drawIcon(painter, QRect(theme.px(12), (height() - icon) / 2, icon, icon), iconFor(Tone(tone_)),
             c.*tone.ink);
    int x = theme.px(12 + 9) + icon;
    painter.setFont(theme.font(TypeRole::Body, QFont::DemiBold));
    painter.setPen(c.*tone.ink);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, headline_);
    x += textWidth(headline_, true) + theme.px(10);
    if (detail_.isEmpty() || width() < sizeHint().width())
        return;
    painter.fillRect(x, theme.px(8), 1, height() - theme.px(16), c.*tone.line);
    painter.setFont(theme.font(TypeRole::Small));
    painter.setPen(c.text);
    painter.drawText(QRect(x + theme.px(10), 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     detail_);
}

} // namespace custos::ui
