#include "models/wire/schedule_json.h"

namespace custos::wire {
namespace {

constexpr int largestVersion = std::numeric_limits<int>::max();

constexpr std::array<QLatin1String, allVisitStatuses.size()> statusNames{
    QLatin1String("scheduled"), QLatin1String("confirmed"),   QLatin1String("arrived"),
    QLatin1String("roomed"),    QLatin1String("in_progress"), QLatin1String("done"),
    QLatin1String("no_show"),   QLatin1String("cancelled")};

VisitStatus status(Reader& in) {
    const auto status = visitStatus(in.text(QLatin1String("status"), 1, 16));
    if (!status)
        in.refuse(QLatin1String("status"));
    return status.value_or(VisitStatus::Scheduled);
}

Parsed<WeeklyHours> weeklyHours(const QJsonObject& json) {
    Reader in(json);
    const auto weekday = in.integer(QLatin1String("weekday"), 1, 7);
    const QTime start = in.timeOfDay(QLatin1String("start"));
    const QTime end = in.timeOfDay(QLatin1String("end"));
    if (!in.complete())
        return in.problem();
    return WeeklyHours{int(weekday), start, end};
}

template<class T>
Parsed<QList<T>> items(const QJsonObject& json, Parsed<T> (*parse)(const QJsonObject&)) {
    Reader in(json);
    QList<T> values = in.list(QLatin1String("items"), parse);
    if (!in.complete())
        return in.problem();
    return values;
}

void put(QJsonObject& body, const TimeSpan& time) {
    body.insert(QStringLiteral("start"), toWire(time.start()));
    body.insert(QStringLiteral("end"), toWire(time.end()));
}

void putText(QJsonObject& body, const QString& name, const std::optional<QString>& text) {
    if (text)
        body.insert(name, *text);
}

void putUnlessEmpty(QJsonObject& body, const QString& name, const QString& text) {
    if (!text.isEmpty())
        body.insert(name, text);
}

template<class AnyId>
void putId(QJsonObject& body, const QString& name, const std::optional<AnyId>& id) {
    if (id)
        body.insert(name, id->toString());
}

} // namespace

QString name(VisitStatus status) {
    return statusNames[size_t(status)];
}

std::optional<VisitStatus> visitStatus(QStringView name) {
    const auto found = std::find(statusNames.begin(), statusNames.end(), name);
    if (found == statusNames.end())
        return std::nullopt;
    return allVisitStatuses[size_t(found - statusNames.begin())];
}

Parsed<PatientName> patientName(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<PatientId>(QLatin1String("id"));
    const QString displayName = in.text(QLatin1String("display_name"), 1, 300);
    if (!in.complete())
        return in.problem();
    return PatientName{*id, displayName};
}

Parsed<Provider> provider(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<ProviderId>(QLatin1String("id"));
    const QString displayName = in.text(QLatin1String("display_name"), 1, 200);
    const QString specialty = in.text(QLatin1String("specialty"), 0, 200);
    const auto room = in.idOrNull<RoomId>(QLatin1String("default_room_id"));
    const QTimeZone zone = in.zone(QLatin1String("time_zone"));
    const auto hours = in.list(QLatin1String("hours"), &weeklyHours);
    const bool bookable = in.boolean(QLatin1String("bookable"));
    if (!in.complete())
        return in.problem();
    return Provider{*id, displayName, specialty, room, zone, hours, bookable};
}

Parsed<Room> room(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<RoomId>(QLatin1String("id"));
    const QString name = in.text(QLatin1String("name"), 1, 64);
    (void)in.id<LocationId>(QLatin1String("location_id"));
    if (!in.complete())
        return in.problem();
    return Room{*id, name};
}

Parsed<VisitType> visitType(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<VisitTypeId>(QLatin1String("id"));
    const QString name = in.text(QLatin1String("name"), 1, 120);
    const auto minutes = in.integer(QLatin1String("minutes"), 5, 720);
    if (!in.complete())
        return in.problem();
    return VisitType{*id, name, int(minutes)};
}

namespace {

struct VisitRead {
    Appointment visit;
    LastChange change;
};

Parsed<VisitRead> visitRead(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<AppointmentId>(QLatin1String("id"));
    const auto version = in.integer(QLatin1String("version"), 1, largestVersion);
    const auto time = in.span();
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    const auto room = in.idOrNull<RoomId>(QLatin1String("room_id"));
    const auto patient = in.object(QLatin1String("patient"), &patientName);
    const QString reason = in.text(QLatin1String("reason"), 0, 500);
    const VisitStatus visitStatus = status(in);
    const auto lane = in.integer(QLatin1String("lane"), 0, 2);
    const bool overbooked = in.boolean(QLatin1String("overbooked"));
    const auto arrivedAt = in.instantOrNull(QLatin1String("arrived_at"));
    const QString note = in.text(QLatin1String("note"), 0, 2000);
    const QString needs = in.text(QLatin1String("needs"), 0, 300);
    const bool changeable = in.boolean(QLatin1String("changeable"));
    LastChange change;
    // Only where one visit is read.
    if (in.has(QLatin1String("changed_by")))
        change.by = in.textOrNull(QLatin1String("changed_by"), 1, 200);
    if (in.has(QLatin1String("changed_at")))
        change.at = in.instantOrNull(QLatin1String("changed_at")).value_or(QDateTime());
    if (!in.complete())
        return in.problem();
    return VisitRead{{*id, int(version), *time, *provider, room, *patient, reason, visitStatus, int(lane),
                      overbooked, arrivedAt, note, needs, changeable},
                     change};
}

} // namespace

Parsed<Appointment> appointment(const QJsonObject& json) {
    auto read = visitRead(json);
    if (!read)
        return unexpected<Problem>(read.error());
    return std::move(read->visit);
}

Parsed<LastChange> lastChange(const QJsonObject& json) {
    auto read = visitRead(json);
    if (!read)
        return unexpected<Problem>(read.error());
    return std::move(read->change);
}

Parsed<Block> block(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<BlockId>(QLatin1String("id"));
    const auto time = in.span();
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    const QString label = in.text(QLatin1String("label"), 0, 120);
    if (!in.complete())
        return in.problem();
    return Block{*id, *time, *provider, label};
}

Parsed<Hold> hold(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<HoldId>(QLatin1String("id"));
    const auto time = in.span();
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    const QDateTime expires = in.instant(QLatin1String("expires"));
    const bool mine = in.boolean(QLatin1String("mine"));
    const QString holder = in.text(QLatin1String("holder"), 1, 200);
    if (!in.complete())
        return in.problem();
    return Hold{*id, *time, *provider, expires, mine, holder};
}

Parsed<Opening> opening(const QJsonObject& json) {
    Reader in(json);
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    const auto room = in.idOrNull<RoomId>(QLatin1String("room_id"));
    const auto time = in.span();
    if (!in.complete())
        return in.problem();
    return Opening{*provider, room, *time};
}

Parsed<ScheduleRead> scheduleRead(const QJsonObject& json) {
    Reader in(json);
    auto appointments = in.list(QLatin1String("items"), &appointment);
    auto blocks = in.list(QLatin1String("blocks"), &block);
    auto holds = in.list(QLatin1String("holds"), &hold);
    const QDateTime asOf = in.instant(QLatin1String("as_of"));
    if (!in.complete())
        return in.problem();
    return ScheduleRead{std::move(appointments), std::move(blocks), std::move(holds), asOf};
}

Parsed<QList<Provider>> providers(const QJsonObject& json) {
    return items(json, &provider);
}

Parsed<QList<Room>> rooms(const QJsonObject& json) {
    return items(json, &room);
}

Parsed<QList<VisitType>> visitTypes(const QJsonObject& json) {
    return items(json, &visitType);
}

Parsed<QList<Opening>> openings(const QJsonObject& json) {
    return items(json, &opening);
}

QJsonObject bookingBody(const BookingRequest& request) {
    QJsonObject body{{QStringLiteral("patient_id"), request.patient.toString()},
                     {QStringLiteral("provider_id"), request.provider.toString()},
                     {QStringLiteral("reason"), request.reason}};
    put(body, request.time);
    putId(body, QStringLiteral("room_id"), request.room);
    putId(body, QStringLiteral("visit_type_id"), request.visitType);
    putId(body, QStringLiteral("hold_id"), request.hold);
    putUnlessEmpty(body, QStringLiteral("overbook_reason"), request.overbookReason);
    return body;
}

QJsonObject changeBody(const AppointmentChange& change) {
    QJsonObject body;
    if (change.time)
        put(body, *change.time);
    putId(body, QStringLiteral("provider_id"), change.provider);
    putId(body, QStringLiteral("room_id"), change.room);
    if (change.clearRoom)
        body.insert(QStringLiteral("room_id"), QJsonValue::Null);
    if (change.status)
        body.insert(QStringLiteral("status"), name(*change.status));
    putText(body, QStringLiteral("reason"), change.reason);
    putText(body, QStringLiteral("note"), change.note);
    putText(body, QStringLiteral("cancellation_reason"), change.cancellationReason);
    putUnlessEmpty(body, QStringLiteral("overbook_reason"), change.overbookReason);
    return body;
}

QJsonObject holdBody(ProviderId provider, const TimeSpan& time) {
    QJsonObject body{{QStringLiteral("provider_id"), provider.toString()}};
    put(body, time);
    return body;
}

} // namespace custos::wire
