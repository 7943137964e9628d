#include "ui/schedule/schedule_page.h"

#include "ui/schedule/booking_desk.h"
#include "ui/schedule/booking_panel.h"
#include "ui/schedule/day_sheet.h"
#include "ui/schedule/day_tools.h"
#include "ui/schedule/detail_panel.h"
#include "ui/schedule/next_opening.h"
#include "ui/schedule/old_day_notice.h"
#include "ui/schedule/own_hold.h"
#include "ui/schedule/parked_bar.h"
#include "ui/schedule/schedule_acts.h"
#include "ui/schedule/schedule_bar.h"
#include "ui/schedule/schedule_keys.h"
#include "ui/schedule/schedule_popups.h"
#include "ui/schedule/schedule_view.h"
#include "ui/schedule/schedule_words.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/printing.h"
#include "ui/widgets/side_panel.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/toast_stack.h"

#include <QApplication>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int narrowWindowBelow = 1360;

/// Who has a column of their own and no other duty sees that column alone.
ScheduleScope scopeFor(const User& user) {
    const bool providerOnly = user.roles == QStringList{QStringLiteral("provider")};
    return {.only = providerOnly ? user.provider : std::nullopt};
}

} // namespace

SchedulePage::SchedulePage(const Sources& sources, const Session& session, Workspace& shell, QWidget* parent)
    : QWidget(parent)
    , sources_(sources)
    , user_(session.user)
    , zone_(session.practice.zone)
    , shell_(shell)
    , day_(new ScheduleDay({sources.gateway, sources.cache, sources.connection, sources.clock},
                           scopeFor(session.user), this))
    , history_(new ActionHistory(sources.gateway, this))
    , desk_(new BookingDesk(sources.gateway, sources.clock, this))
    , opening_(new NextOpening(sources.gateway, this))
    , view_(new ScheduleView(*day_))
    , acts_(new ScheduleActs({*day_, *history_, shell.toasts(), *view_}, this))
    , bar_(new ScheduleBar)
    , tools_(new DayTools)
    , left_(new QWidget)
    , panels_(new QStackedWidget)
    , side_(new SidePanel(panels_))
    , detail_(new DetailPanel(*day_))
    , booking_(new BookingPanel(sources.patients, *day_))
    , nothing_(new EmptyState(Icon::Calendar, tr("No visit chosen"),
                              tr("Choose a visit in the grid to see it here.")))
    , failed_(new QWidget)
    , main_(new QStackedWidget)
    , parked_(new ParkedBar(*desk_))
    , old_(new OldDayNotice(*day_, shell, this)) {
    auto* empty = new Surface(&Tokens::surface);
    empty->setEdges(Qt::LeftEdge);
    auto* emptyLayout = new QVBoxLayout(empty);
    emptyLayout->addWidget(nothing_);
    for (QWidget* panel :
         {static_cast<QWidget*>(empty), static_cast<QWidget*>(detail_), static_cast<QWidget*>(booking_)})
        panels_->addWidget(panel);
    side_->addToBar(tools_->newEye());
    new QVBoxLayout(failed_);
    main_->addWidget(view_);
    main_->addWidget(failed_);
    auto* left = new QVBoxLayout(left_);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    left->addWidget(tools_);
    left->addWidget(main_, 1);
    left->addWidget(parked_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(left_, 1);
    row->addWidget(side_);
    setFocusProxy(view_);
    bar_->setMayBook(mayWrite());
    connectView();
    connectPanels();
    connectTools();
    connectDay();
    bindKeys();
    takeDay();
    showDate(localNow().date());
}

SchedulePage::~SchedulePage() = default;

bool SchedulePage::mayWrite() const {
    return user_.may(u"schedule.write");
}

QDateTime SchedulePage::localNow() const {
    return day_->now().toTimeZone(zone_);
}

Page SchedulePage::page() {
    Page page{.label = tr("Schedule"), .icon = Icon::Calendar, .content = this, .titleBar = bar_};
    page.regions = {view_, panels_};
    page.unfinished = [this] { return unfinished(); };
    page.hint = ScheduleWords::hint({});
    page.keys = scheduleKeys();
    return page;
}

void SchedulePage::connectView() {
    connect(view_, &ScheduleView::visitSelected, this, [this](const std::optional<AppointmentId>& visit) {
        if (visit && !oneColumn_)
            panelClosed_ = false;
        detail_->showVisit(visit);
        showPanel();
    });
    connect(view_, &ScheduleView::visitActivated, this, [this] {
        panelClosed_ = false;
        showPanel();
        if (!desk_->current())
            detail_->focusFirst();
    });
    connect(view_, &ScheduleView::columnShown, this, &SchedulePage::showColumn);
    connect(view_, &ScheduleView::statusRequested, this, [this](VisitStatus status) {
        if (const auto visit = view_->selectedVisit(); visit && mayWrite())
            acts_->requestStatus(*visit, status);
    });
    connect(view_, &ScheduleView::moveRequested, acts_, &ScheduleActs::move);
    connect(view_, &ScheduleView::bookingRequested, this, &SchedulePage::startBookingAt);
    connect(view_, &ScheduleView::slotClicked, this, &SchedulePage::offerSlot);
    connect(view_, &ScheduleView::bookHereRequested, this, &SchedulePage::startBooking);
    connect(view_, &ScheduleView::nextOpeningRequested, this, &SchedulePage::findNextOpening);
    connect(view_, &ScheduleView::goToDateRequested, this, &SchedulePage::pickDate);
    connect(view_, &ScheduleView::todayRequested, this, &SchedulePage::goToday);
    connect(view_, &ScheduleView::visitMenuRequested, this, &SchedulePage::showVisitMenu);
    connect(view_, &ScheduleView::carryingChanged, this, &SchedulePage::sayHint);
    connect(view_, &ScheduleView::dropRefused, this,
            [this] { announce(*view_, tr("That time is taken. The visit was not moved.")); });
}

void SchedulePage::connectPanels() {
    connect(detail_, &DetailPanel::statusRequested, this, [this](VisitStatus status) {
        if (const auto visit = detail_->visit())
            acts_->requestStatus(*visit, status);
    });
    connect(detail_, &DetailPanel::roomRequested, this, [this](const Room& room) {
        if (const auto visit = detail_->visit())
            acts_->moveToRoom(*visit, room);
    });
    connect(detail_, &DetailPanel::closed, this, &SchedulePage::closePanel);
    connect(side_, &SidePanel::backRequested, this,
            [this] { desk_->current() ? parkBooking() : closePanel(); });
    connect(detail_, &DetailPanel::questionSettled, this, [this] {
        if (std::exchange(openedToAsk_, false))
            closePanel();
    });
    connect(acts_, &ScheduleActs::asks, this, [this](AppointmentId visit, const VisitQuestion& question) {
        const bool opens = oneColumn_ && !side_->isVisible();
        panelClosed_ = false;
        detail_->showVisit(visit);
        showPanel();
        openedToAsk_ = opens;
        panels_->setCurrentWidget(detail_);
        detail_->ask(question);
    });
    connect(booking_, &BookingPanel::bookRequested, acts_, &ScheduleActs::book);
    connect(booking_, &BookingPanel::parkRequested, this, &SchedulePage::parkBooking);
    connect(booking_, &BookingPanel::closeRequested, this, [this] {
        desk_->drop();
        view_->setFocus(Qt::OtherFocusReason);
    });
    connect(acts_, &ScheduleActs::booked, this, [this](const Appointment& visit, IdempotencyKey key) {
        if (!desk_->finish(key))
            return;
        view_->select(visit.id);
        view_->setFocus(Qt::OtherFocusReason);
    });
    connect(acts_, &ScheduleActs::bookingRefused, desk_, &BookingDesk::noteRefused);
    connect(desk_, &BookingDesk::parkedRefused, this, [this] {
        shell_.toasts().show(Tone::Warn, tr("A parked booking was not finished. Take it up to see why"));
    });
    connect(desk_, &BookingDesk::currentChanged, this, [this] {
        booking_->show(desk_->current());
        showPanel();
        sayHint();
    });
    connect(desk_, &BookingDesk::holdChanged, this, &SchedulePage::showOwnHold);
    connect(opening_, &NextOpening::found, this, &SchedulePage::goTo);
    connect(opening_, &NextOpening::refused, this, [this](const Problem& problem) {
        shell_.toasts().show(Tone::Bad, ScheduleWords::refusal(problem));
    });
    connect(opening_, &NextOpening::noneLeft, this, [this] {
        shell_.toasts().show(Tone::Neutral,
                             tr("No opening of %1 min in the next weeks").arg(NextOpening::minutes));
    });
}

void SchedulePage::connectTools() {
    connect(tools_, &DayTools::columnChosen, view_, &ScheduleView::showColumn);
    connect(tools_, &DayTools::privacyChosen, this, &SchedulePage::setPrivacy);
    connect(tools_, &DayTools::dateRequested, this, &SchedulePage::pickDate);
    connect(tools_, &DayTools::printRequested, this, &SchedulePage::printSheet);
    connect(bar_, &ScheduleBar::stepRequested, this,
            [this](int days) { showDate(day_->date().addDays(days)); });
    connect(bar_, &ScheduleBar::todayRequested, this, &SchedulePage::goToday);
    connect(bar_, &ScheduleBar::nextOpeningRequested, this, &SchedulePage::findNextOpening);
    connect(bar_, &ScheduleBar::bookRequested, this, &SchedulePage::startBooking);
}

void SchedulePage::connectDay() {
    connect(day_, &ScheduleDay::changed, this, &SchedulePage::takeDay);
    connect(day_, &ScheduleDay::visitsChanged, this, [this] { history_->noteDay(day_->schedule()); });
}

void SchedulePage::bind(const QKeySequence& keys, void (SchedulePage::*act)()) {
    auto* shortcut = new QShortcut(keys, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    shortcut->setAutoRepeat(false);
    connect(shortcut, &QShortcut::activated, this, act);
}

void SchedulePage::bindKeys() {
    bind(QKeySequence(Qt::CTRL | Qt::Key_B), &SchedulePage::startBooking);
    bind(QKeySequence(Qt::CTRL | Qt::Key_F), &SchedulePage::findNextOpening);
    bind(QKeySequence(Qt::CTRL | Qt::Key_Z), &SchedulePage::undo);
    bind(QKeySequence(Qt::CTRL | Qt::Key_P), &SchedulePage::printSheet);
    bind(QKeySequence(Qt::Key_F9), &SchedulePage::togglePrivacy);
    for (int i = 0; i < int(BookingDesk::mostParked); ++i) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key(Qt::Key_1 + i)), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, desk_, [this, i] { desk_->takeUp(size_t(i)); });
    }
}

void SchedulePage::takeDay() {
    bar_->setDate(day_->date());
    showColumn();
    const bool editable = mayWrite() && !day_->isReadOnly();
    view_->setEditable(editable);
    detail_->setEditable(editable);
    detail_->refresh();
    bar_->setReadOnly(day_->state() == ScheduleDay::State::Saved ||
                      day_->state() == ScheduleDay::State::Failed);
    showState();
    old_->refresh();
    sayHint();
    showOwnHold();
    if (day_->state() != ScheduleDay::State::Live)
        return;
    takeUpWork();
    anchorToday();
    if (wanted_)
        goTo(*wanted_);
}

/// The computer's clock chose the first day; the practice's may say that it is another one.
void SchedulePage::anchorToday() {
    if (std::exchange(anchored_, true))
        return;
    if (const QDate today = localNow().date(); today != day_->date())
        showDate(today);
}

void SchedulePage::showState() {
    const bool failed = !day_->maySeeBoard();
    if (failed)
        showFailure();
    main_->setCurrentWidget(failed ? failed_ : view_);
    showPanel();
}

void SchedulePage::showFailure() {
    qDeleteAll(failed_->findChildren<EmptyState*>());
    auto* words = new EmptyState(Icon::Warn, tr("The schedule can’t be shown"),
                                 ScheduleWords::refusal(*day_->problem()));
    words->setAct(tr("Try again"));
    // Later: the button that was pressed is still in its own event.
    connect(words, &EmptyState::acted, day_, &ScheduleDay::reload, Qt::QueuedConnection);
    failed_->layout()->addWidget(words);
}

void SchedulePage::closePanel() {
    panelClosed_ = true;
    showPanel();
    view_->setFocus(Qt::OtherFocusReason);
}

void SchedulePage::showColumn() {
    tools_->setBoard(day_->board(), view_->shownColumn(), day_->maySeeBoard());
}

void SchedulePage::showPanel() {
    const Theme& theme = Theme::of(this);
    if (const bool one = isOneColumn(*this); std::exchange(oneColumn_, one) != one) {
        panelClosed_ = one; // over the page it opens when it is asked for
        view_->setOneColumn(one);
        detail_->setOver(one);
        sayHint();
    }
    QWidget* shown = panels_->widget(0);
    int width =
        window()->width() < theme.px(narrowWindowBelow) ? DetailPanel::narrowWidth : DetailPanel::fullWidth;
    if (desk_->current()) {
        shown = booking_;
        width = BookingPanel::fullWidth;
    } else if (view_->selectedVisit()) {
        shown = detail_;
    }
    panels_->setCurrentWidget(shown);
    const bool hasVisit = view_->selectedVisit() || !oneColumn_;
    const bool open = day_->maySeeBoard() && (desk_->current() || (hasVisit && !panelClosed_));
    const bool hadFocus = side_->isAncestorOf(QApplication::focusWidget());
    side_->place(oneColumn_, width);
    // The one that comes first, or for a moment there would be room for neither.
    left_->setVisible(!(open && oneColumn_));
    side_->setVisible(open);
    if (hadFocus && !open)
        view_->setFocus(Qt::OtherFocusReason);
    fold();
}

void SchedulePage::fold() {
    const bool wordy = window()->width() >= Theme::of(this).px(narrowWindowBelow) && !desk_->current();
    tools_->fold(oneColumn_, wordy, width() - (side_->isVisibleTo(this) ? side_->width() : 0));
}

void SchedulePage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showPanel();
}

void SchedulePage::sayHint() {
    shell_.setHint(ScheduleWords::hint({.carrying = view_->isCarrying(),
                                        .privacy = privacy_,
                                        .booking = desk_->current() != nullptr,
                                        .oneColumn = oneColumn_}));
}

void SchedulePage::showDate(QDate date) {
    wanted_.reset();
    day_->show(date);
}

void SchedulePage::goToday() {
    if (const QDate today = localNow().date(); day_->date() != today)
        showDate(today);
    view_->scrollToNow();
}

void SchedulePage::setPrivacy(bool on) {
    privacy_ = on;
    tools_->setPrivacy(on);
    view_->setPrivacy(on);
    detail_->setPrivacy(on);
    booking_->setPrivacy(on);
    parked_->setPrivacy(on);
    sayHint();
}

void SchedulePage::togglePrivacy() {
    setPrivacy(!privacy_);
    announce(*this, privacy_ ? tr("Privacy mode on") : tr("Privacy mode off"));
}

void SchedulePage::undo() {
    acts_->undo();
}

void SchedulePage::startBooking() {
    if (!mayWrite() || day_->isReadOnly())
        return;
    const auto& spot = view_->spot();
    if (spot && !spot->visit) {
        startBookingAt(day_->board().columns[spot->column].provider.id, spot->minutes);
        return;
    }
    BookingDraft* draft = desk_->start();
    if (!draft) {
        refuseToPark();
        return;
    }
    draft->setEarliest(day_->now());
    if (spot && day_->board().columns[spot->column].provider.bookable)
        draft->setProvider(day_->board().columns[spot->column].provider.id);
}

void SchedulePage::startBookingAt(ProviderId provider, MinuteRange minutes) {
    const int column = day_->board().columnOf(provider);
    if (!mayWrite() || day_->isReadOnly() || column < 0 || !day_->board().columns[column].provider.bookable)
        return;
    BookingDraft* draft = desk_->current() ? desk_->current() : desk_->start();
    if (!draft)
        return;
    draft->setEarliest(day_->now());
    draft->setMinutes(minutes.minutes());
    draft->setProvider(provider);
    offerSlot(provider, minutes);
}

void SchedulePage::offerSlot(ProviderId provider, MinuteRange minutes) {
    BookingDraft* draft = desk_->current();
    const int column = day_->board().columnOf(provider);
    if (!draft || column < 0)
        return;
    const Provider& with = day_->board().columns[column].provider;
    const MinuteRange wanted{minutes.first, minutes.first + draft->minutes()};
    if (const auto time = spanAt(day_->date(), with.zone, wanted))
        draft->choose(Opening{provider, with.defaultRoom, *time});
}

void SchedulePage::parkBooking() {
    if (!desk_->park())
        return refuseToPark();
    view_->setFocus(Qt::OtherFocusReason);
}

void SchedulePage::refuseToPark() {
    shell_.toasts().show(Tone::Warn, tr("Three bookings are parked. Take one up or drop it first"));
}

void SchedulePage::showOwnHold() {
    view_->setOwnHold(desk_->current() ? ownHoldOf(*desk_->current(), *day_) : std::nullopt);
}

void SchedulePage::findNextOpening() {
    if (!mayWrite() || day_->isReadOnly())
        return;
    opening_->find(day_->board(), day_->now());
}

void SchedulePage::goTo(const Opening& opening) {
    opening_->goOnAfter(opening);
    const int column = day_->board().columnOf(opening.provider);
    const QTimeZone zone =
        column < 0 ? opening.time.start().timeZone() : day_->board().columns[column].provider.zone;
    const QDate date = opening.time.start().toTimeZone(zone).date();
    if (date != day_->date() || column < 0) {
        showDate(date);
        wanted_ = opening;
        return;
    }
    wanted_.reset();
    view_->setSpot(Spot{column, minutesOn(date, zone, opening.time)});
    view_->setFocus(Qt::OtherFocusReason);
}

void SchedulePage::pickDate() {
    offerDate(bar_->dateAnchor(), day_->date(), [this](QDate date) { showDate(date); });
}

void SchedulePage::printSheet() {
    if (!day_->board().columns.isEmpty())
        offerPrinting(*this, ScheduleWords::tr("Print the day sheet"), [this](QPrinter& printer) {
            printDaySheet(printer, day_->board(), day_->directory().rooms, localNow());
        });
}

void SchedulePage::showVisitMenu(AppointmentId visit, const QPoint& at) {
    const PlacedVisit* placed = day_->board().find(visit);
    if (placed && placed->visit.changeable && mayWrite() && !day_->isReadOnly())
        offerStatuses(*this, at, placed->visit.status,
                      [this, visit](VisitStatus status) { acts_->requestStatus(visit, status); });
}

int SchedulePage::unfinished() const {
    return desk_->unfinished() + (putAway_ ? putAway_->count() : 0);
}

ParkedWork SchedulePage::putAway() {
    return putAway_ ? *std::exchange(putAway_, std::nullopt) : desk_->putAway();
}

void SchedulePage::resume(ParkedWork work) {
    putAway_ = std::move(work);
    takeUpWork();
}

/// The panel's choices are made of the day's providers and visit types.
void SchedulePage::takeUpWork() {
    if (day_->state() == ScheduleDay::State::Live && putAway_)
        desk_->resume(*std::exchange(putAway_, std::nullopt));
}

} // namespace custos::ui
