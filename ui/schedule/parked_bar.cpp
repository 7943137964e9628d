#include "ui/schedule/parked_bar.h"

#include "ui/schedule/booking_desk.h"
#include "ui/schedule/schedule_words.h"
#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>

namespace custos::ui {

ParkedBar::ParkedBar(BookingDesk& desk, QWidget* parent)
    : Surface(&Tokens::surface2, parent)
    , desk_(desk)
    , row_(new QHBoxLayout(this)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::TopEdge);
    setFixedHeight(theme.px(46));
    setAccessibleName(tr("Parked bookings"));
    row_->setContentsMargins(theme.px(16), 0, theme.px(12), 0);
    row_->setSpacing(theme.px(8));
    row_->addWidget(new Text(tr("Parked", "bookings put aside"), TypeRole::Small, &Tokens::text2));
    for (size_t i = 0; i < BookingDesk::mostParked; ++i) {
        auto* button = new Button({}, Button::Kind::Plain, Button::Size::Small);
        button->setGlyph(Icon::Pause);
        connect(button, &QAbstractButton::clicked, this, [this, i] { desk_.takeUp(i); });
        row_->addWidget(button);
    }
    row_->addWidget(new Text(tr("up to 3"), TypeRole::Small, &Tokens::text3));
    row_->addStretch(1);
    connect(&desk_, &BookingDesk::parkedChanged, this, &ParkedBar::refresh);
    refresh();
}

void ParkedBar::setPrivacy(bool on) {
    privacy_ = on;
    refresh();
}

QString ParkedBar::wordsFor(size_t index) const {
    const BookingDraft& draft = desk_.parked(index);
    QString who = tr("No patient yet");
    if (draft.patient())
        who = privacy_ ? ScheduleWords::initials(draft.patient()->displayName) : draft.patient()->displayName;
    if (draft.holdState() != BookingDraft::HoldState::Held)
        return who;
    const int seconds = int(draft.holdLeft().count());
    return tr("%1 · %2", "patient · countdown")
        .arg(who, QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0')));
}

void ParkedBar::refresh() {
    for (size_t i = 0; i < BookingDesk::mostParked; ++i) {
        auto* button = static_cast<Button*>(row_->itemAt(int(i) + 1)->widget());
        button->setVisible(i < desk_.parkedCount());
        if (i >= desk_.parkedCount())
            continue;
        button->setText(wordsFor(i));
        const auto& patient = desk_.parked(i).patient();
        button->setAccessibleName(
            tr("Take up the booking of %1").arg(patient ? patient->displayName : tr("no patient yet")));
    }
    setVisible(desk_.parkedCount() > 0);
}

} // namespace custos::ui
