#include "ui/shell/status_line.h"

#include "ui/theme/theme.h"
#include "ui/widgets/connection_look.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>

namespace custos::ui {

using State = ConnectionMonitor::State;

StatusLine::StatusLine(QWidget* parent)
    : Surface(&Tokens::surface2, parent)
    , stateGlyph_(new Glyph(Icon::Refresh, 13, &Tokens::text2))
    , state_(new Text(QString(), TypeRole::Caption, &Tokens::text2))
    , hostPart_(new QWidget)
    , host_(new Text(QString(), TypeRole::Caption, &Tokens::text2))
    , trouble_(new QWidget)
    , onlineOnly_(new QWidget)
    , pinned_(new Text(QString(), TypeRole::Caption, &Tokens::text2))
    , fingerprint_(new Text(QString(), TypeRole::MonoSmall, &Tokens::text2))
    , age_(new Text(QString(), TypeRole::Caption, &Tokens::text2))
    , hint_(new Text(QString(), TypeRole::Caption, &Tokens::text2)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::TopEdge);
    setFixedHeight(theme.px(26));
    setAccessibleName(tr("Status"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(12), 1, theme.px(12), 0);
    row->setSpacing(theme.px(5));
    row->addWidget(stateGlyph_);
    row->addWidget(state_);
    row->addSpacing(theme.px(9));
    auto* host = new QHBoxLayout(hostPart_);
    host->setContentsMargins(0, 0, theme.px(9), 0);
    host->setSpacing(theme.px(5));
    host->addWidget(new Glyph(Icon::Server, 13, &Tokens::text2));
    host->addWidget(host_);
    row->addWidget(hostPart_);
    auto* trouble = new QHBoxLayout(trouble_);
    trouble->setContentsMargins(0, 0, theme.px(9), 0);
    trouble->setSpacing(theme.px(5));
    trouble->addWidget(new Glyph(Icon::Audit, 13, &Tokens::bad));
    trouble->addWidget(new Text(tr("Audit trail refuses entries"), TypeRole::Caption, &Tokens::bad));
    trouble_->hide();
    row->addWidget(trouble_);
    auto* copy = new QHBoxLayout(onlineOnly_);
    copy->setContentsMargins(theme.px(9), 0, 0, 0);
    copy->setSpacing(theme.px(5));
    copy->addWidget(new Glyph(Icon::Offline, 13, &Tokens::warn));
    auto* words = new Text(tr("No offline copy"), TypeRole::Caption, &Tokens::warn);
    const QString why =
        tr("This computer’s keychain is locked or missing, so no copy of the schedule is kept here. "
           "Custos works as long as the server can be reached.");
    words->setAccessibleDescription(why);
    onlineOnly_->setToolTip(plainToolTip(why));
    copy->addWidget(words);
    onlineOnly_->hide();
    row->addWidget(new Glyph(Icon::Lock, 13, &Tokens::text2));
    row->addWidget(pinned_);
    row->addWidget(fingerprint_);
    row->addSpacing(theme.px(9));
    row->addWidget(age_);
    row->addWidget(onlineOnly_);
    row->addStretch(1);
    hint_->setElided(true);
    hint_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(hint_, 100);
}

void StatusLine::setConnection(const ConnectionFacts& facts) {
    facts_ = facts;
    const ConnectionLook look = connectionLook(facts.state);
    stateGlyph_->setIcon(look.icon, look.ink);
    state_->setInk(look.ink);
    state_->setText(look.words);
    host_->setText(facts.host);
    trouble_->setVisible(facts.state == State::AuditRefused);
    fingerprint_->setText(facts.fingerprint);
    showPin();
    showAge();
}

void StatusLine::setNarrow(bool narrow) {
    narrow_ = narrow;
    hostPart_->setVisible(!narrow);
    showPin();
}

void StatusLine::showPin() {
    const bool wrong = facts_.state == State::WrongServer;
    const bool live = facts_.state == State::Connected || facts_.state == State::AuditRefused;
    const bool named = wrong || !narrow_;
    fingerprint_->setVisible(named);
    if (wrong)
        pinned_->setText(tr("Pinned to"));
    else if (live)
        pinned_->setText(named ? tr("Connection pinned ·") : tr("Connection pinned"));
    else
        pinned_->setText(named ? tr("Pinned certificate unchanged ·") : tr("Pinned certificate unchanged"));
}

void StatusLine::setNow(const QDateTime& now) {
    now_ = now;
    showAge();
}

void StatusLine::showAge() {
    const bool known = facts_.lastAnswer.isValid() && now_.isValid();
    const qint64 seconds = known ? qMax<qint64>(0, facts_.lastAnswer.secsTo(now_)) : 0;
    age_->setText(known ? tr("Updated %1 ago").arg(spanText(std::chrono::seconds(seconds))) : QString());
}

void StatusLine::setOnlineOnly(bool onlineOnly) {
    onlineOnly_->setVisible(onlineOnly);
}

void StatusLine::setHint(const QString& hint) {
    hint_->setText(hint);
}

} // namespace custos::ui
