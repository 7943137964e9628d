#include "ui/schedule/patient_card.h"

#include "models/tables/name_alert.h"
#include "ui/schedule/patient_finder.h"
#include "ui/schedule/schedule_words.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

const PlacedVisit* visitOfNamesake(const PatientSummary& patient, const DayBoard& board) {
    const PlacedVisit* alike = nullptr;
    for (const DayColumn& column : board.columns)
        for (const PlacedVisit& placed : column.visits)
            if (placed.visit.patient.id != patient.id &&
                namesLookAlike(placed.visit.patient.displayName, patient.displayName))
                alike = &placed;
    return alike;
}

} // namespace

PatientCard::PatientCard(QWidget* parent)
    : QWidget(parent)
    , avatar_(new Avatar({}, 28))
    , name_(new Text({}, TypeRole::H4))
    , alertGlyph_(new Glyph(Icon::NameAlert, 14, &Tokens::info))
    , identity_(new Text({}, TypeRole::Small, &Tokens::text2))
    , alert_(new Text({}, TypeRole::Small, &Tokens::info)) {
    const Theme& theme = Theme::of(this);
    alert_->setWordWrap(true);
    auto* change = new Button(tr("Change"), Button::Kind::Plain, Button::Size::Small);
    change->setAccessibleName(tr("Change the patient"));
    connect(change, &QAbstractButton::clicked, this, &PatientCard::changeRequested);
    auto* nameRow = new QHBoxLayout;
    nameRow->setSpacing(theme.px(8));
    nameRow->addWidget(name_);
    nameRow->addWidget(alertGlyph_);
    nameRow->addStretch(1);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addLayout(nameRow);
    words->addWidget(identity_);
    words->addStretch(1);
    auto* card = new Surface(&Tokens::surface);
    card->setBorder(&Tokens::lineStrong, 6);
    card->setFixedHeight(theme.px(50));
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(theme.px(11), 0, theme.px(11), 0);
    row->setSpacing(theme.px(8));
    row->addWidget(avatar_);
    row->addLayout(words, 1);
    row->addWidget(change);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(5));
    column->addWidget(new Text(tr("Patient"), TypeRole::SmallMedium, &Tokens::text2));
    column->addWidget(card);
    column->addWidget(alert_);
}

void PatientCard::show(const PatientSummary& patient, const DayBoard& board, bool privacy) {
    name_->setText(privacy ? ScheduleWords::initials(patient.displayName) : patient.displayName);
    name_->setAccessibleName(patient.displayName);
    avatar_->setDisplayName(ScheduleWords::givenFirst(patient.displayName));
    identity_->setText(privacy ? QString() : identityLine(patient));
    const PlacedVisit* alike = visitOfNamesake(patient, board);
    alertGlyph_->setVisible(alike);
    alert_->setVisible(alike);
    if (alike)
        alert_->setText(privacy ? tr("Name alert: a similar name is also booked this day")
                                : tr("Name alert: %1 is also booked this day")
                                      .arg(ScheduleWords::givenFirst(alike->visit.patient.displayName)));
}

} // namespace custos::ui
