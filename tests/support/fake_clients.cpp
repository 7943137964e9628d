#include "tests/support/fake_clients.h"

#include <algorithm>

namespace custos::test {

void Answers::releaseAll() {
    while (!waiting_.isEmpty())
        release();
}

void FakeConnection::become(State state) {
    state_ = state;
    Q_EMIT stateChanged(state);
}

void FakeCache::open() {
    present = true;
    Q_EMIT stateChanged();
}

Reply<Done> FakeCache::store(const CachedDay& day) {
    kept = day;
    return readyReply<Done>(Done{});
}

Reply<std::optional<ScheduleCache::CachedDay>> FakeCache::load(QDate date) {
    if (kept && kept->day.date != date)
        return readyReply<std::optional<CachedDay>>(std::optional<CachedDay>());
    return readyReply<std::optional<CachedDay>>(kept);
}

FakeSchedule::FakeSchedule(QObject* parent)
    : ScheduleGateway(parent) {}

std::optional<Problem> FakeSchedule::takeRefusal() {
    return std::exchange(refuseNext, std::nullopt);
}

Appointment& FakeSchedule::find(AppointmentId id) {
    return *std::find_if(sample.day.appointments.begin(), sample.day.appointments.end(),
                         [&](const Appointment& a) { return a.id == id; });
}

void FakeSchedule::changeElsewhere(AppointmentId id, VisitStatus status) {
    Appointment& visit = find(id);
    visit.status = status;
    ++visit.version;
    Q_EMIT dayChanged(sampleDate(), visit.provider);
}

Reply<ScheduleDirectory> FakeSchedule::directory() {
    ++directoriesRead;
    if (auto problem = takeRefusal())
        return answers.give<ScheduleDirectory>(unexpected(*problem));
    return answers.give<ScheduleDirectory>(sample.directory);
}

Reply<DaySchedule> FakeSchedule::day(QDate date) {
    daysRead.append(date);
    if (auto problem = takeRefusal())
        return answers.give<DaySchedule>(unexpected(*problem));
    DaySchedule day = sample.day;
    if (date != sampleDate()) {
        day = {};
        day.date = date;
        day.asOf = sample.day.asOf;
    }
    return answers.give<DaySchedule>(day);
}

std::optional<Problem> FakeSchedule::conflict(const Appointment& wanted, bool overbook) const {
    if (overbook || !occupiesTime(wanted.status))
        return std::nullopt;
    for (const Appointment& other : sample.day.appointments)
        if (other.id != wanted.id && other.provider == wanted.provider && occupiesTime(other.status) &&
            other.time.overlaps(wanted.time)) {
            Problem problem{.kind = Problem::Kind::Conflict};
            problem.openings = freeTimes;
            problem.conflictTime = other.time;
            problem.conflictPatient = other.patient;
            return problem;
        }
    return std::nullopt;
}

Reply<Appointment> FakeSchedule::book(const BookingRequest& request, IdempotencyKey key) {
    bookings.append(request);
    keys.append(key);
    if (auto problem = takeRefusal())
        return answers.give<Appointment>(unexpected(*problem));
    if (const auto before = booked_.find(key); before != booked_.end()) {
        const auto& [booked, visit] = before->second;
        if (booked == request)
            return answers.give<Appointment>(find(visit));
        return answers.give<Appointment>(
            unexpected(Problem{.kind = Problem::Kind::Invalid, .code = QStringLiteral("key_reused")}));
    }
    Appointment visit{.id = AppointmentId::create(),
                      .version = 1,
                      .time = request.time,
                      .provider = request.provider,
                      .room = request.room,
                      .patient = {request.patient, QStringLiteral("Booked, Newly")},
                      .reason = request.reason,
                      .status = VisitStatus::Scheduled,
                      .lane = 0,
                      .overbooked = false,
                      .arrivedAt = std::nullopt,
                      .note = {},
                      .needs = {}};
    if (auto problem = conflict(visit, !request.overbookReason.isEmpty()))
        return answers.give<Appointment>(unexpected(*problem));
    sample.day.appointments.append(visit);
    booked_.emplace(key, std::pair(request, visit.id));
    if (std::exchange(loseNextBookingsAnswer, false))
        return answers.give<Appointment>(unexpected(Problem{.kind = Problem::Kind::Unreachable}));
    return answers.give<Appointment>(visit);
}

Reply<Appointment> FakeSchedule::change(AppointmentId id, int version, const AppointmentChange& change,
                                        IdempotencyKey key) {
    changes.append(change);
    keys.append(key);
    if (auto problem = takeRefusal())
        return answers.give<Appointment>(unexpected(*problem));
    Appointment& visit = find(id);
    if (visit.version != version)
        return answers.give<Appointment>(unexpected(Problem{.kind = Problem::Kind::Outdated}));
    Appointment wanted = visit;
    wanted.time = change.time.value_or(wanted.time);
    wanted.provider = change.provider.value_or(wanted.provider);
    wanted.status = change.status.value_or(wanted.status);
    if (change.room || change.clearRoom)
        wanted.room = change.room;
    if (auto problem = conflict(wanted, !change.overbookReason.isEmpty()))
        return answers.give<Appointment>(unexpected(*problem));
    wanted.overbooked = !change.overbookReason.isEmpty();
    ++wanted.version;
    visit = wanted;
    return answers.give<Appointment>(wanted);
}

Reply<LastChange> FakeSchedule::lastChange(AppointmentId) {
    if (auto problem = takeRefusal())
        return answers.give<LastChange>(unexpected(*problem));
    return answers.give<LastChange>(lastChanged);
}

Reply<QList<Opening>> FakeSchedule::openings(const OpeningsQuery& query) {
    if (auto problem = takeRefusal())
        return answers.give<QList<Opening>>(unexpected(*problem));
    QList<Opening> found;
    for (const Opening& opening : std::as_const(freeTimes))
        if (opening.time.start() >= query.from && (!query.provider || *query.provider == opening.provider))
            found.append(opening);
    return answers.give<QList<Opening>>(found);
}

Reply<Hold> FakeSchedule::hold(ProviderId provider, const TimeSpan& time, IdempotencyKey key) {
    holdsAsked.append(time);
    keys.append(key);
    if (auto problem = takeRefusal())
        return answers.give<Hold>(unexpected(*problem));
    return answers.give<Hold>(Hold{HoldId::create(), time, provider, sampleTime(u"10:45"), true, {}});
}

Reply<Done> FakeSchedule::releaseHold(HoldId id) {
    holdsReleased.append(id);
    return answers.give<Done>(Done{});
}

Reply<QList<PatientSummary>> FakePatients::search(const QString& query, int limit) {
    queries.append(query);
    if (refuse)
        return answers.give<QList<PatientSummary>>(unexpected(*refuse));
    QList<PatientSummary> found;
    for (const PatientSummary& person : std::as_const(people))
        if (person.displayName.startsWith(query, Qt::CaseInsensitive) && found.size() < limit)
            found.append(person);
    return answers.give<QList<PatientSummary>>(found);
}

Reply<Patient> FakePatients::read(PatientId) {
    return answers.give<Patient>(unexpected(Problem{.kind = Problem::Kind::NotFound}));
}

} // namespace custos::test
