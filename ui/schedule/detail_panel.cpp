#include "ui/schedule/detail_panel.h"

#include "models/tables/visit_facts.h"
#include "ui/schedule/confirm_strip.h"
#include "ui/schedule/panel_scroll.h"
#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/close_button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>

namespace custos::ui {

namespace {

constexpr int labelWidth = 100;

/// A part of the panel over a hairline.
QWidget* withHairline(QWidget* section) {
    auto* whole = new QWidget;
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Hairline);
    column->addWidget(section);
    return whole;
}

QVBoxLayout* sectionLayout(QWidget* section, const Theme& theme) {
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12));
    column->setSpacing(0);
    return column;
}

} // namespace

DetailPanel::DetailPanel(const ScheduleDay& day, QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , day_(day) {
    setEdges(Qt::LeftEdge);
    setAccessibleName(tr("Visit"));
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(withHairline(makeFacts()));
    column->addWidget(withHairline(makeStatus()));
    noteSection_ = withHairline(makeNote());
    column->addWidget(noteSection_);
    column->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(1, 0, 0, 0);
    scroll_ = newPanelScroll(body);
    whole->addWidget(scroll_);
    showVisit(std::nullopt);
}

QWidget* DetailPanel::makeHeader() {
    const Theme& theme = Theme::of(this);
    name_ = new Text({}, TypeRole::H2);
    name_->setElided(true);
    alertGlyph_ = new Glyph(Icon::NameAlert, 16, &Tokens::info);
    chip_ = new Chip({}, Tone::Neutral);
    waiting_ = new Text({}, TypeRole::Small, &Tokens::text2);
    waiting_->setElided(true);
    alert_ = new Text({}, TypeRole::Small, &Tokens::info);
    alert_->setWordWrap(true);
    close_ = new CloseButton;
    close_->setAccessibleName(tr("Close the visit"));
    connect(close_, &QAbstractButton::clicked, this, &DetailPanel::closed);

    auto* title = new QHBoxLayout;
    title->setSpacing(theme.px(8));
    title->addWidget(name_);
    title->addWidget(alertGlyph_);
    title->addStretch(1);
    title->addWidget(close_);
    auto* state = new QHBoxLayout;
    state->setSpacing(theme.px(8));
    state->addWidget(chip_);
    state->addWidget(waiting_, 1);
    auto* header = new QWidget;
    auto* column = sectionLayout(header, theme);
    column->setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(10));
    column->addLayout(title);
    column->addSpacing(theme.px(4));
    column->addLayout(state);
    column->addSpacing(theme.px(6));
    column->addWidget(alert_);
    return header;
}

QWidget* DetailPanel::makeFacts() {
    const Theme& theme = Theme::of(this);
    auto* section = new QWidget;
    auto* column = sectionLayout(section, theme);
    facts_ = new QGridLayout;
    facts_->setContentsMargins(0, 0, 0, 0);
    facts_->setHorizontalSpacing(0);
    facts_->setVerticalSpacing(theme.px(5));
    facts_->setColumnMinimumWidth(0, theme.px(labelWidth));
    facts_->setColumnStretch(1, 1);
    column->addLayout(facts_);
    reason_ = addFact(tr("Visit"));
    when_ = addFact(tr("When"));
    provider_ = addFact(tr("Provider"));
    needs_ = addFact(tr("Needs"));
    needsLabel_ = qobject_cast<Text*>(facts_->itemAtPosition(facts_->rowCount() - 1, 0)->widget());
    return section;
}

Text* DetailPanel::addFact(const QString& label) {
    auto* value = new Text({}, facts_->count() == 0 ? TypeRole::BodyMedium : TypeRole::Body);
    value->setWordWrap(true);
    const int row = facts_->count() / 2;
    facts_->addWidget(new Text(label, TypeRole::Body, &Tokens::text2), row, 0, Qt::AlignTop);
    facts_->addWidget(value, row, 1);
    return value;
}

QWidget* DetailPanel::makeStatus() {
    const Theme& theme = Theme::of(this);
    auto* section = new QWidget;
    auto* column = sectionLayout(section, theme);
    auto* head = new QHBoxLayout;
    statusHint_ = new Text({}, TypeRole::Small, &Tokens::text2);
    head->addWidget(new Text(tr("Status"), TypeRole::H4), 1);
    head->addWidget(statusHint_);
    next_ = new NextStepButton;
    confirm_ = new ConfirmStrip;
    statusGrid_ = new QGridLayout;
    statusGrid_->setSpacing(theme.px(6));
    for (const int half : {0, 1})
        statusGrid_->setColumnStretch(half, 1);
    for (const VisitStatus status : allVisitStatuses) {
        auto* button = new StatusButton(status);
        connect(button, &QAbstractButton::clicked, this, [this, status] { Q_EMIT statusRequested(status); });
        buttons_.append(button);
        statusGrid_->addWidget(button);
    }
    column->addLayout(head);
    column->addSpacing(theme.px(7));
    column->addWidget(confirm_);
    column->addWidget(next_);
    column->addSpacing(theme.px(6));
    column->addLayout(statusGrid_);
    connect(next_, &NextStepButton::menuRequested, this, &DetailPanel::offerRooms);
    connect(next_, &QAbstractButton::clicked, this, [this] {
        if (step_ && step_->room)
            Q_EMIT roomRequested(*step_->room);
        else if (step_)
            Q_EMIT statusRequested(step_->status);
    });
    connect(confirm_, &ConfirmStrip::settled, this, [this] {
        refresh();
        Q_EMIT questionSettled();
    });
    confirm_->installEventFilter(this);
    return section;
}

QWidget* DetailPanel::makeNote() {
    auto* section = new QWidget;
    auto* column = sectionLayout(section, Theme::of(this));
    note_ = new Text({}, TypeRole::Small);
    note_->setWordWrap(true);
    column->addWidget(new Text(tr("Front desk note"), TypeRole::H4));
    column->addSpacing(Theme::of(this).px(4));
    column->addWidget(note_);
    return section;
}

void DetailPanel::showVisit(std::optional<AppointmentId> visit) {
    if (visit != visit_)
        confirm_->dismiss();
    visit_ = visit;
    refresh();
}

void DetailPanel::setPrivacy(bool on) {
    privacy_ = on;
    refresh();
}

void DetailPanel::setEditable(bool editable) {
    editable_ = editable;
    if (!editable)
        confirm_->dismiss();
    refresh();
}

void DetailPanel::setOver(bool over) {
    close_->setVisible(!over);
}

void DetailPanel::refresh() {
    const PlacedVisit* placed = visit_ ? day_.board().find(*visit_) : nullptr;
    if (!placed)
        return;
    const DayColumn& column = day_.board().columns[day_.board().columnOf(placed->visit.provider)];
    showHeader(*placed, column);
    showFacts(*placed, column);
    showStatus(placed->visit);
    showNote(placed->visit);
}

QString DetailPanel::shown(const PatientName& patient) const {
    return privacy_ ? ScheduleWords::initials(patient.displayName)
                    : ScheduleWords::givenFirst(patient.displayName);
}

void DetailPanel::showHeader(const PlacedVisit& placed, const DayColumn& column) {
    const Appointment& visit = placed.visit;
    name_->setText(shown(visit.patient));
    name_->setAccessibleName(ScheduleWords::givenFirst(visit.patient.displayName));
    alertGlyph_->setVisible(placed.lookAlike.has_value());
    QString state = ScheduleWords::status(visit.status);
    QStringList remarks;
    if (visit.status == VisitStatus::Arrived && visit.arrivedAt) {
        const QTime at = visit.arrivedAt->toTimeZone(column.provider.zone).time();
        state =
            tr("%1 %2", "status, since when").arg(state, ScheduleWords::clock(at.hour() * 60 + at.minute()));
        if (const auto waiting = waitingMinutes(visit, day_.now()))
            remarks.append(tr("waiting %1 min").arg(*waiting));
        if (const auto early = minutesEarly(visit); early && *early > 0)
            remarks.append(tr("%1 min early").arg(*early));
    } else if (day_.state() == ScheduleDay::State::Saved) {
        const QTime at = day_.board().asOf.toTimeZone(column.provider.zone).time();
        remarks.append(tr("as of %1").arg(ScheduleWords::clock(at.hour() * 60 + at.minute())));
    } else if (const auto late = lateMinutes(visit, day_.now())) {
        remarks.append(tr("late %1 min").arg(*late));
    }
    chip_->setText(state);
    chip_->setStatus(lookOf(visit.status).colours, lookOf(visit.status).icon);
    waiting_->setText(remarks.join(QStringLiteral(", ")));
    const PlacedVisit* other = placed.lookAlike ? day_.board().find(*placed.lookAlike) : nullptr;
    alert_->setVisible(other != nullptr);
    if (other) {
        const QString at = ScheduleWords::clock(other->minutes.first);
        alert_->setText(privacy_ ? tr("Name alert: a similar name, at %1").arg(at)
                                 : tr("Name alert: %1, at %2")
                                       .arg(ScheduleWords::givenFirst(other->visit.patient.displayName), at));
    }
}

void DetailPanel::showFacts(const PlacedVisit& placed, const DayColumn& column) {
    const Appointment& visit = placed.visit;
    const QString length = tr("%1 min", "length").arg(visit.time.minutes());
    if (privacy_)
        reason_->setText(tr("Hidden, %1", "visit's reason, length").arg(length));
    else
        reason_->setText(visit.reason.isEmpty() ? length
                                                : tr("%1, %2", "reason, length").arg(visit.reason, length));
    when_->setText(ScheduleWords::fullRange(placed.minutes));
    const QString room = roomName(visit.room);
    const bool narrow = width() < Theme::of(this).px(fullWidth);
    const QString noRoom = narrow ? tr("%1, no room") : tr("%1, no room yet");
    provider_->setText(room.isEmpty()
                           ? noRoom.arg(column.provider.displayName)
                           : tr("%1, %2", "provider, room").arg(column.provider.displayName, room));
    const bool needs = !visit.needs.isEmpty() && !privacy_;
    needs_->setText(needs ? visit.needs : QString());
    needs_->setVisible(needs);
    needsLabel_->setVisible(needs);
}

void DetailPanel::showStatus(const Appointment& visit) {
    step_ =
        editable_ && visit.changeable ? nextStep(day_.board(), day_.directory().rooms, visit) : std::nullopt;
    statusHint_->setText(!visit.changeable                           ? tr("Imported, stays as it is")
                         : editable_                                 ? tr("Ctrl+Z undoes your last 20 acts")
                         : day_.state() == ScheduleDay::State::Saved ? tr("Unavailable offline")
                                                                     : QString());
    showNextStep();
    placeStatusButtons(visit);
}

void DetailPanel::showNextStep() {
    next_->setVisible(step_.has_value() && !confirm_->isAsking());
    next_->setHasChoices(step_ && step_->room);
    if (!step_)
        return;
    if (!step_->room) {
        const QString words = step_->status == VisitStatus::Arrived      ? tr("Mark as arrived")
                              : step_->status == VisitStatus::InProgress ? tr("Start the visit")
                                                                         : tr("Finish the visit");
        next_->setStep(step_->status, words, {});
        return;
    }
    QString aside;
    if (step_->usualRoom && step_->inUsualRoom) {
        const QString who = step_->inUsualRoom->displayName;
        aside = tr("%1: %2", "room: who is in it")
                    .arg(step_->usualRoom->name,
                         privacy_ ? ScheduleWords::initials(who) : who.section(u',', 0, 0));
    }
    next_->setStep(step_->status, tr("Move to %1", "a room").arg(step_->room->name), aside);
}

void DetailPanel::placeStatusButtons(const Appointment& visit) {
    int cell = 0;
    for (StatusButton* button : std::as_const(buttons_)) {
        const VisitStatus status = button->status();
        const bool isNext = step_ && step_->status == status;
        // The next step has its own button; Scheduled is only gone back to.
        const bool offered = status == visit.status || (!isNext && status != VisitStatus::Scheduled) ||
                             (status == VisitStatus::Scheduled && visit.status >= VisitStatus::NoShow);
        statusGrid_->removeWidget(button);
        button->setVisible(offered && !confirm_->isAsking());
        button->setCurrent(status == visit.status);
        button->setEnabled(editable_ && visit.changeable);
        if (offered) {
            statusGrid_->addWidget(button, cell / 2, cell % 2);
            ++cell;
        }
    }
}

void DetailPanel::showNote(const Appointment& visit) {
    noteSection_->setVisible(!visit.note.isEmpty());
    note_->setText(privacy_ ? tr("Hidden in privacy mode. Press the eye to read it.") : visit.note);
}

QString DetailPanel::roomName(const std::optional<RoomId>& room) const {
    for (const Room& known : day_.directory().rooms)
        if (room == known.id)
            return known.name;
    return {};
}

void DetailPanel::ask(const VisitQuestion& question) {
    confirm_->ask(question);
    refresh();
}

/// Once its place is known: it grows by the field for a reason of one's own.
void DetailPanel::revealQuestion() {
    if (confirm_->isAsking())
        scroll_->ensureWidgetVisible(confirm_, 0, Theme::of(this).px(8));
}

bool DetailPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == confirm_ && (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        QMetaObject::invokeMethod(this, &DetailPanel::revealQuestion, Qt::QueuedConnection);
    return Surface::eventFilter(watched, event);
}

void DetailPanel::focusFirst() {
    if (next_->isVisibleTo(this))
        next_->setFocus(Qt::OtherFocusReason);
    else
        nextInFocusChain()->setFocus(Qt::OtherFocusReason);
}

void DetailPanel::resizeEvent(QResizeEvent* event) {
    Surface::resizeEvent(event);
    refresh();
}

void DetailPanel::offerRooms() {
    const PlacedVisit* placed = visit_ ? day_.board().find(*visit_) : nullptr;
    if (!placed || !step_)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int column = day_.board().columnOf(placed->visit.provider);
    const auto usual = day_.board().columns[column].provider.defaultRoom;
    for (const Room& room : roomsByLikelihood(day_.directory().rooms, placed->visit, usual))
        if (!occupant(day_.board(), room.id))
            menu->addAction(QString(room.name).replace(u'&', QStringLiteral("&&")), this,
                            [this, room] { Q_EMIT roomRequested(room); });
    menu->popup(next_->mapToGlobal(QPoint(0, next_->height())));
}

void DetailPanel::keyPressEvent(QKeyEvent* event) {
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier) && !event->isAutoRepeat();
    if (plain && visit_ && editable_)
        for (const VisitStatus status : allVisitStatuses)
            if (lookOf(status).key == QKeySequence(event->key())) {
                Q_EMIT statusRequested(status);
                return;
            }
    if (plain && event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    Surface::keyPressEvent(event);
}

} // namespace custos::ui
