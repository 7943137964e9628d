#include "ui/audit/alarm_strip.h"

#include "ui/audit/audit_words.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

AlarmStrip::AlarmStrip(bool mayDecide, QWidget* parent)
    : Surface(&Tokens::badSoft, parent)
    , sentence_(new Text(QString(), TypeRole::BodyMedium, &Tokens::bad))
    , note_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , save_(new Button(tr("Save the evidence"), Button::Kind::Plain))
    , decide_(new Button(QString(), Button::Kind::Danger))
    , keep_(new Button(tr("Keep the alarm"), Button::Kind::Plain)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::BottomEdge, &Tokens::badLine);
    save_->setGlyph(Icon::Download);
    sentence_->setWordWrap(true);
    note_->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(theme.px(2));
    words->addWidget(sentence_);
    words->addWidget(note_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(11));
    row->setSpacing(theme.px(10));
    row->addWidget(new Glyph(Icon::Ban, 18, &Tokens::bad), 0, Qt::AlignTop);
    row->addLayout(words, 1);
    for (Button* button : {save_, decide_, keep_})
        row->addWidget(button);
    decide_->setVisible(mayDecide);
    keep_->hide();
    connect(save_, &QAbstractButton::clicked, this, &AlarmStrip::saveRequested);
    connect(keep_, &QAbstractButton::clicked, this, [this] { ask(false); });
    connect(decide_, &QAbstractButton::clicked, this, [this] {
        const bool decided = sure_;
        ask(!sure_);
        if (decided)
            Q_EMIT settled();
    });
    ask(false);
}

void AlarmStrip::ask(bool sure) {
    sure_ = sure;
    decide_->setText(sure ? tr("Evidence is saved, close it") : tr("Close this alarm"));
    decide_->setKind(sure ? Button::Kind::DangerConfirm : Button::Kind::Danger);
    keep_->setVisible(sure);
    if (sure)
        keep_->setFocus(Qt::OtherFocusReason);
}

void AlarmStrip::setAlarm(const AuditAlarm& alarm, const QDateTime& now) {
    const QString sentence = findingWords(alarm, now).account;
    const QDateTime raised = alarm.raisedAt.toTimeZone(now.timeZone());
    const QString kept = alarm.evidence.isEmpty() ? tr("This computer could not keep the evidence by itself.")
                                                  : tr("The evidence is kept in %1.").arg(alarm.evidence);
    const bool news = sentence != sentence_->text();
    sentence_->setText(sentence);
    note_->setText(
        tr("Found %1 at %2. %3 What this computer remembers was not overwritten.", "date, time, sentence")
            .arg(dateText(raised), auditTimeText(raised), kept));
    setAccessibleName(sentence);
    if (news)
        announce(*this, sentence);
    ask(false);
}

} // namespace custos::ui
