#include "models/wire/cached_day_json.h"

#include "models/wire/schedule_json.h"
#include "models/wire/writer.h"

namespace custos::wire {
namespace {

QJsonObject hoursJson(const WeeklyHours& hours) {
    return {{QStringLiteral("weekday"), hours.weekday},
            {QStringLiteral("start"), hours.start.toString(QStringLiteral("HH:mm"))},
            {QStringLiteral("end"), hours.end.toString(QStringLiteral("HH:mm"))}};
}

QJsonObject providerJson(const Provider& provider) {
    return {{QStringLiteral("id"), provider.id.toString()},
            {QStringLiteral("display_name"), provider.displayName},
            {QStringLiteral("specialty"), provider.specialty},
            {QStringLiteral("default_room_id"), orNull(provider.defaultRoom)},
            {QStringLiteral("time_zone"), QString::fromLatin1(provider.zone.id())},
            {QStringLiteral("hours"), arrayOf(provider.hours, &hoursJson)},
            {QStringLiteral("bookable"), provider.bookable}};
}

QJsonObject roomJson(const Room& room) {
    return {{QStringLiteral("id"), room.id.toString()}, {QStringLiteral("name"), room.name}};
}

Parsed<Room> cachedRoom(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<RoomId>(QLatin1String("id"));
    const QString name = in.text(QLatin1String("name"), 1, 64);
    if (!in.complete())
        return in.problem();
    return Room{*id, name};
}

QJsonObject visitJson(const Appointment& visit) {
    return {
        {QStringLiteral("id"), visit.id.toString()},
        {QStringLiteral("version"), visit.version},
        {QStringLiteral("start"), toWire(visit.time.start())},
        {QStringLiteral("end"), toWire(visit.time.end())},
        {QStringLiteral("provider_id"), visit.provider.toString()},
        {QStringLiteral("room_id"), orNull(visit.room)},
        {QStringLiteral("patient"), QJsonObject{{QStringLiteral("id"), visit.patient.id.toString()},
                                                {QStringLiteral("display_name"), visit.patient.displayName}}},
        {QStringLiteral("reason"), visit.reason},
        {QStringLiteral("status"), name(visit.status)},
        {QStringLiteral("lane"), visit.lane},
        {QStringLiteral("overbooked"), visit.overbooked},
        {QStringLiteral("changeable"), visit.changeable},
        {QStringLiteral("arrived_at"), QJsonValue::Null},
        {QStringLiteral("note"), QString(QLatin1String(""))},
        {QStringLiteral("needs"), QString(QLatin1String(""))}};
}

QJsonObject blockJson(const Block& block) {
    return {{QStringLiteral("id"), block.id.toString()},
            {QStringLiteral("start"), toWire(block.time.start())},
            {QStringLiteral("end"), toWire(block.time.end())},
            {QStringLiteral("provider_id"), block.provider.toString()},
            {QStringLiteral("label"), block.label}};
}

} // namespace

QJsonObject cachedDayJson(const ScheduleCache::CachedDay& cached) {
    return {{QStringLiteral("date"), cached.day.date.toString(Qt::ISODate)},
            {QStringLiteral("as_of"), toWire(cached.day.asOf)},
            {QStringLiteral("providers"), arrayOf(cached.directory.providers, &providerJson)},
            {QStringLiteral("rooms"), arrayOf(cached.directory.rooms, &roomJson)},
            {QStringLiteral("visits"), arrayOf(cached.day.appointments, &visitJson)},
            {QStringLiteral("blocks"), arrayOf(cached.day.blocks, &blockJson)}};
}

Parsed<ScheduleCache::CachedDay> cachedDay(const QJsonObject& json) {
    Reader in(json);
    const QDate date = in.date(QLatin1String("date"));
    const QDateTime asOf = in.instant(QLatin1String("as_of"));
    auto providers = in.list(QLatin1String("providers"), &provider);
    auto rooms = in.list(QLatin1String("rooms"), &cachedRoom);
    auto visits = in.list(QLatin1String("visits"), &appointment);
    auto blocks = in.list(QLatin1String("blocks"), &block);
    if (!in.complete())
        return in.problem();
    return ScheduleCache::CachedDay{{std::move(providers), std::move(rooms), {}},
                                    {date, std::move(visits), std::move(blocks), {}, asOf}};
}

} // namespace custos::wire
