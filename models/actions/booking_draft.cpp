#include "models/actions/booking_draft.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace custos {

namespace {

/// Whether the server may have done it all the same.
bool leavesOpen(const Problem& problem) {
    using Kind = Problem::Kind;
    return problem.kind == Kind::Unreachable || problem.kind == Kind::Malformed ||
           problem.kind == Kind::ServerFailed || problem.kind == Kind::Cancelled;
}

} // namespace

BookingDraft::BookingDraft(ScheduleGateway& gateway, const Clock& clock, QObject* parent)
    : QObject(parent)
    , gateway_(gateway)
    , clock_(clock)
    , timer_(new QTimer(this))
    , earliest_(clock.now()) {
    timer_->setInterval(std::chrono::seconds(1));
    connect(timer_, &QTimer::timeout, this, &BookingDraft::tick);
}

BookingDraft::~BookingDraft() {
    if (hold_)
        static_cast<void>(gateway_.releaseHold(*hold_));
}

void BookingDraft::setPatient(std::optional<PatientSummary> patient) {
    patient_ = std::move(patient);
    Q_EMIT changed();
}

void BookingDraft::setVisitType(std::optional<VisitType> type) {
    visitType_ = std::move(type);
    Q_EMIT changed();
    if (visitType_)
        setMinutes(visitType_->minutes);
}

void BookingDraft::setMinutes(int minutes) {
    if (minutes == minutes_)
        return;
    minutes_ = minutes;
    letGo();
    Q_EMIT changed();
    findOpenings();
}

void BookingDraft::setProvider(std::optional<ProviderId> provider) {
    if (provider == provider_)
        return;
    provider_ = provider;
    Q_EMIT changed();
    findOpenings();
}

void BookingDraft::setEarliest(const QDateTime& earliest) {
    earliest_ = earliest;
}

void BookingDraft::findOpenings() {
    askForOpenings(earliest_);
}

void BookingDraft::findLaterOpenings() {
    askForOpenings(openings_.isEmpty() ? earliest_ : openings_.last().time.start().addSecs(60));
}

void BookingDraft::askForOpenings(const QDateTime& from) {
    openingsState_ = OpeningsState::Loading;
    Q_EMIT openingsChanged();
    onceSettled([this, from, asked = ++openingsAsked_] {
        if (asked == openingsAsked_)
            sendOpeningsQuery(from);
    });
}

void BookingDraft::sendOpeningsQuery(const QDateTime& from) {
    gateway_.openings({.provider = provider_, .minutes = minutes_, .from = from})
        .then(this, [this, asked = openingsAsked_](const Result<QList<Opening>, Problem>& result) {
            if (asked != openingsAsked_)
                return;
            openingsState_ = result ? OpeningsState::Ready : OpeningsState::Failed;
            openings_ = result ? result->mid(0, openingsShown) : QList<Opening>();
            Q_EMIT openingsChanged();
        });
}

void BookingDraft::choose(const Opening& opening) {
    if (chosen_ == opening && (holdState_ == HoldState::Held || holdState_ == HoldState::Asking))
        return;
    dropHold();
    chosen_ = opening;
    refusal_.reset();
    setHoldState(HoldState::Asking);
    onceSettled([this, asked = holdsAsked_] {
        if (asked == holdsAsked_)
            sendHold();
    });
}

void BookingDraft::sendHold() {
    ++underWay_;
    const auto askedAt = clock_.uptime();
    gateway_.hold(chosen_->provider, chosen_->time, IdempotencyKey::create())
        .then(this, [this, askedAt, asked = holdsAsked_](const Result<Hold, Problem>& result) {
            if (asked == holdsAsked_)
                takeHold(result, askedAt);
            else if (result)
                release(result->id);
            settle();
        });
}

void BookingDraft::release(HoldId hold) {
    ++underWay_;
    gateway_.releaseHold(hold).then(this, [this](const Result<Done, Problem>&) { settle(); });
}

void BookingDraft::onceSettled(std::function<void()> question) {
    if (underWay_ == 0)
        question();
    else
        waiting_.append(std::move(question));
}

void BookingDraft::settle() {
    if (--underWay_ > 0)
        return;
    const auto questions = std::exchange(waiting_, {});
    for (const auto& question : questions)
        question();
}

void BookingDraft::takeHold(const Result<Hold, Problem>& result, std::chrono::milliseconds askedAt) {
    if (result) {
        hold_ = result->id;
        holdEnds_ = askedAt + holdLength;
        timer_->start();
        setHoldState(HoldState::Held);
    } else if (result.error().kind == Problem::Kind::Conflict &&
               !(isAsSent() && (beingBooked_ || mayBeBooked_))) {
        noteConflict(result.error().openings);
    } else {
        // Without a hold the opening can still be booked; the server decides then. What is in the way may be
        // this very visit.
        setHoldState(HoldState::None);
    }
}

void BookingDraft::letGo() {
    dropHold();
    chosen_.reset();
    refusal_.reset();
    setHoldState(HoldState::None);
}

void BookingDraft::dropHold() {
    ++holdsAsked_;
    timer_->stop();
    if (hold_)
        release(*std::exchange(hold_, std::nullopt));
}

void BookingDraft::setHoldState(HoldState state) {
    holdState_ = state;
    Q_EMIT holdChanged();
}

std::chrono::seconds BookingDraft::holdLeft() const {
    if (!hold_)
        return std::chrono::seconds(0);
    const auto left = std::chrono::ceil<std::chrono::seconds>(holdEnds_ - clock_.uptime());
    return std::max(left, std::chrono::seconds(0));
}

void BookingDraft::tick() {
    if (holdLeft() > std::chrono::seconds(0)) {
        Q_EMIT holdTicked(holdLeft());
        return;
    }
    timer_->stop();
    hold_.reset();
    setHoldState(HoldState::Ended);
}

std::optional<BookingRequest> BookingDraft::request() const {
    if (!patient_ || !chosen_)
        return std::nullopt;
    return BookingRequest{.patient = patient_->id,
                          .provider = chosen_->provider,
                          .room = chosen_->room,
                          .time = chosen_->time,
                          .visitType = visitType_ ? std::optional(visitType_->id) : std::nullopt,
                          .reason = visitType_ ? visitType_->name : QString(),
                          .hold = hold_,
                          .overbookReason = {}};
}

std::optional<KeyedBooking> BookingDraft::send() {
    const auto wanted = request();
    if (!wanted || beingBooked_)
        return std::nullopt;
    if (!isAsSent()) {
        sent_ = KeyedBooking{*wanted, IdempotencyKey::create()};
        mayBeBooked_ = false;
    }
    beingBooked_ = true;
    refusal_.reset();
    Q_EMIT outcomeChanged();
    return sent_;
}

bool BookingDraft::isAsSent() const {
    auto wanted = request();
    if (!wanted || !sent_)
        return false;
    wanted->hold = sent_->request.hold; // it may have ended, or been taken anew
    return *wanted == sent_->request;
}

void BookingDraft::noteRefused(const Problem& problem) {
    beingBooked_ = false;
    const bool stillWanted = isAsSent();
    const bool conflict = problem.kind == Problem::Kind::Conflict;
    if (stillWanted || !conflict)
        refusal_ = problem;
    // A conflict alone is found after the key was looked up, and says that no earlier try was booked either.
    if (conflict) {
        sent_.reset();
        mayBeBooked_ = false;
    } else {
        mayBeBooked_ = mayBeBooked_ || leavesOpen(problem);
    }
    Q_EMIT outcomeChanged();
    if (conflict && stillWanted)
        noteConflict(problem.openings);
}

void BookingDraft::noteConflict(const QList<Opening>& alternatives) {
    dropHold();
    ++openingsAsked_;
    openings_ = alternatives.mid(0, openingsShown);
    openingsState_ = OpeningsState::Ready;
    setHoldState(HoldState::Taken);
    Q_EMIT openingsChanged();
}

void BookingDraft::noteBooked() {
    beingBooked_ = false;
    mayBeBooked_ = false;
    if (sent_ && sent_->request.hold == hold_)
        hold_.reset();
    dropHold();
    setHoldState(HoldState::None);
}

UnfinishedBooking BookingDraft::putAway() {
    ++holdsAsked_;
    timer_->stop();
    if (holdState_ == HoldState::Taken)
        chosen_.reset();
    refusal_.reset();
    auto sent = std::exchange(sent_, std::nullopt);
    if (!beingBooked_ && !mayBeBooked_)
        sent.reset();
    return {.patient = std::exchange(patient_, std::nullopt),
            .visitType = std::exchange(visitType_, std::nullopt),
            .minutes = minutes_,
            .provider = provider_,
            .earliest = earliest_,
            .chosen = std::exchange(chosen_, std::nullopt),
            .hold = std::exchange(hold_, std::nullopt),
            .holdEnds = holdEnds_,
            .sent = std::move(sent)};
}

void BookingDraft::resume(const UnfinishedBooking& booking) {
    patient_ = booking.patient;
    visitType_ = booking.visitType;
    minutes_ = booking.minutes;
    provider_ = booking.provider;
    earliest_ = booking.earliest;
    chosen_ = booking.chosen;
    hold_ = booking.hold;
    holdEnds_ = booking.holdEnds;
    sent_ = booking.sent;
    mayBeBooked_ = sent_.has_value();
    Q_EMIT changed();
    findOpenings();
    if (!chosen_)
        return;
    // Without a hold that still runs, what was chosen stays, as when a hold ends.
    timer_->start();
    setHoldState(HoldState::Held);
    tick();
}

} // namespace custos
