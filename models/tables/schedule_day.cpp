#include "models/tables/schedule_day.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace custos {

namespace {

/// Then the end of a hold is looked for again: the computer's clock may have been set meanwhile.
constexpr qint64 longestWaitMs = 60'000;

/// Both lists as visits that appear, vanish or have another version.
QList<AppointmentId> differences(const QList<Appointment>& before, const QList<Appointment>& after) {
    QHash<AppointmentId, int> versions;
    for (const Appointment& visit : before)
        versions.insert(visit.id, visit.version);
    QList<AppointmentId> changed;
    for (const Appointment& visit : after)
        if (versions.take(visit.id) != visit.version)
            changed.append(visit.id);
    return changed + versions.keys();
}

/// A reply that was under way while an own act was answered may be older than that answer.
void keepNewer(DaySchedule& read, const QList<Appointment>& known) {
    for (Appointment& visit : read.appointments) {
        const auto ours = std::find_if(known.cbegin(), known.cend(),
                                       [&](const Appointment& a) { return a.id == visit.id; });
        if (ours != known.cend() && ours->version > visit.version)
            visit = *ours;
    }
}

/// What is true only now would be false in an old copy.
void dropWhatAges(DaySchedule& day) {
    for (Appointment& visit : day.appointments)
        visit.arrivedAt.reset();
    day.holds.clear();
}

/// Whether the visit stands in a column of that day, as its provider's clock has the day.
bool standsOn(QDate date, const ScheduleDirectory& directory, const Appointment& visit) {
    const auto provider = std::find_if(directory.providers.cbegin(), directory.providers.cend(),
                                       [&](const Provider& p) { return p.id == visit.provider; });
    if (provider == directory.providers.cend())
        return false;
    const auto day =
        TimeSpan::make(date.startOfDay(provider->zone), date.addDays(1).startOfDay(provider->zone));
    return day && day->overlaps(visit.time);
}

} // namespace

ScheduleDay::ScheduleDay(const Sources& sources, ScheduleScope scope, QObject* parent)
    : QObject(parent)
    , sources_(sources)
    , scope_(scope) {
    connect(&sources_.gateway, &ScheduleGateway::dayChanged, this, [this](QDate date) {
        if (date == date_)
            reload();
    });
    connect(&sources_.gateway, &ScheduleGateway::everythingChanged, this, [this] {
        haveDirectory_ = false;
        reload();
    });
    holdEnd_.setSingleShot(true);
    holdEnd_.setTimerType(Qt::PreciseTimer); // never early
    connect(&holdEnd_, &QTimer::timeout, this, &ScheduleDay::dropEndedHolds);
    // The keychain may answer after the server did.
    connect(&sources_.cache, &ScheduleCache::stateChanged, this, &ScheduleDay::keepCopy);
    connect(&sources_.connection, &ConnectionMonitor::stateChanged, this, &ScheduleDay::connectionChanged);
}

void ScheduleDay::show(QDate date) {
    if (date == date_) {
        reload();
        return;
    }
    date_ = date;
    day_ = {};
    day_.date = date;
    rebuild();
    reading_ = false;
    setState(State::Loading);
    reload();
}

void ScheduleDay::reload() {
    if (!date_.isValid())
        return;
    // One question at a time: a burst of events costs one more read, not one for each.
    if (reading_) {
        readAgain_ = true;
        return;
    }
    reading_ = true;
    readAgain_ = false;
    if (haveDirectory_)
        readDay();
    else
        readDirectory();
}

void ScheduleDay::readDirectory() {
    sources_.gateway.directory().then(
        this, [this, asked = ++asked_, date = date_](const Result<ScheduleDirectory, Problem>& result) {
            if (asked != asked_)
                return;
            if (!result) {
                fallBack(date, result.error());
                return;
            }
            directory_ = *result;
            haveDirectory_ = true;
            readDay();
        });
}

void ScheduleDay::readDay() {
    sources_.gateway.day(date_).then(
        this, [this, asked = ++asked_, date = date_](const Result<DaySchedule, Problem>& result) {
            if (asked == asked_)
                takeDay(date, result);
        });
}

void ScheduleDay::takeDay(QDate date, const Result<DaySchedule, Problem>& result) {
    if (!result) {
        fallBack(date, result.error());
        return;
    }
    reading_ = false;
    DaySchedule read = *result;
    const bool wasLive = state_ == State::Live;
    keepNewer(read, day_.appointments);
    const auto changedVisits = differences(day_.appointments, read.appointments);
    day_ = std::move(read);
    if (day_.asOf.isValid())
        clockErrorMs_ = sources_.clock.now().msecsTo(day_.asOf);
    rebuild();
    setState(State::Live);
    keepCopy();
    if (wasLive && !changedVisits.isEmpty())
        Q_EMIT visitsChanged(changedVisits);
    if (readAgain_)
        reload();
}

void ScheduleDay::fallBack(QDate date, const Problem& problem) {
    reading_ = false;
    readAgain_ = false;
    if (problem.kind != Problem::Kind::Unreachable || !sources_.cache.available()) {
        setState(State::Failed, problem);
        return;
    }
    sources_.cache.load(date).then(
        this, [this, date, problem,
               asked = asked_](const Result<std::optional<ScheduleCache::CachedDay>, Problem>& result) {
            if (asked == asked_)
                takeSaved(date, problem, result);
        });
}

void ScheduleDay::takeSaved(QDate, const Problem& problem,
                            const Result<std::optional<ScheduleCache::CachedDay>, Problem>& result) {
    if (!result || !*result) {
        setState(State::Failed, problem);
        return;
    }
    directory_ = (*result)->directory;
    haveDirectory_ = false; // a copy has no visit types
    day_ = (*result)->day;
    dropWhatAges(day_);
    rebuild();
    setState(State::Saved);
}

void ScheduleDay::keepCopy() {
    if (sources_.cache.available() && state_ == State::Live)
        static_cast<void>(sources_.cache.store({directory_, day_}));
}

void ScheduleDay::apply(const Appointment& visit) {
    if (state_ != State::Live)
        return;
    const auto known = std::find_if(day_.appointments.begin(), day_.appointments.end(),
                                    [&](const Appointment& a) { return a.id == visit.id; });
    const bool shown = known != day_.appointments.end();
    const bool stays = standsOn(date_, directory_, visit);
    if (shown && known->version > visit.version)
        return;
    if (shown && stays)
        *known = visit;
    else if (shown)
        day_.appointments.erase(known);
    else if (stays)
        day_.appointments.append(visit);
    else
        return;
    rebuild();
    Q_EMIT changed();
    Q_EMIT visitsChanged({visit.id});
    // A reply under way may still show the visit that has left: it is not waited for.
    if (!stays && std::exchange(reading_, false))
        reload();
}

QDateTime ScheduleDay::now() const {
    return sources_.clock.now().addMSecs(clockErrorMs_);
}

bool ScheduleDay::maySeeBoard() const {
    if (state_ != State::Failed)
        return true;
    switch (problem_->kind) {
    case Problem::Kind::Unreachable:
    case Problem::Kind::ServerFailed:
    case Problem::Kind::Throttled:
    case Problem::Kind::Malformed:
        return day_.asOf.isValid();
    default:
        return false;
    }
}

void ScheduleDay::rebuild() {
    board_ = layOut(directory_, day_, scope_);
    awaitHoldEnd();
}

void ScheduleDay::awaitHoldEnd() {
    holdEnd_.stop();
    const auto first = std::min_element(day_.holds.cbegin(), day_.holds.cend(),
                                        [](const Hold& a, const Hold& b) { return a.expires < b.expires; });
    if (first != day_.holds.cend())
        holdEnd_.start(int(std::clamp<qint64>(now().msecsTo(first->expires), 0, longestWaitMs)));
}

/// No event says that a hold has run out.
void ScheduleDay::dropEndedHolds() {
    if (day_.holds.removeIf([at = now()](const Hold& hold) { return hold.expires <= at; }) == 0) {
        awaitHoldEnd();
        return;
    }
    rebuild();
    Q_EMIT changed();
}

void ScheduleDay::setState(State state, std::optional<Problem> problem) {
    state_ = state;
    problem_ = std::move(problem);
    Q_EMIT changed();
}

void ScheduleDay::connectionChanged(ConnectionMonitor::State state) {
    const bool lost = state == ConnectionMonitor::State::Offline && state_ == State::Live;
    const bool back = state == ConnectionMonitor::State::Connected && state_ != State::Live;
    if (lost || back)
        reload();
}

} // namespace custos
