#include "models/wire/parked_work_json.h"

#include "models/wire/patient_json.h"
#include "models/wire/schedule_json.h"
#include "models/wire/writer.h"

namespace custos::wire {
namespace {

QJsonObject patientJson(const PatientSummary& patient) {
    const QJsonValue null(QJsonValue::Null);
    const auto year = patient.birthYear;
    const QString phone = patient.phoneLast4;
    return {{QStringLiteral("id"), patient.id.toString()},
            {QStringLiteral("display_name"), patient.displayName},
            {QStringLiteral("birth_year"), year ? QJsonValue(*year) : null},
            {QStringLiteral("phone_last4"), phone.isEmpty() ? null : QJsonValue(phone)}};
}

QJsonObject typeJson(const VisitType& type) {
    return {{QStringLiteral("id"), type.id.toString()},
            {QStringLiteral("name"), type.name},
            {QStringLiteral("minutes"), type.minutes}};
}

QJsonObject openingJson(const Opening& opening) {
    return {{QStringLiteral("provider_id"), opening.provider.toString()},
            {QStringLiteral("room_id"), orNull(opening.room)},
            {QStringLiteral("start"), toWire(opening.time.start())},
            {QStringLiteral("end"), toWire(opening.time.end())}};
}

QJsonObject sentJson(const KeyedBooking& sent) {
    const BookingRequest& request = sent.request;
    return {{QStringLiteral("key"), sent.key.toString()},
            {QStringLiteral("patient_id"), request.patient.toString()},
            {QStringLiteral("provider_id"), request.provider.toString()},
            {QStringLiteral("room_id"), orNull(request.room)},
            {QStringLiteral("start"), toWire(request.time.start())},
            {QStringLiteral("end"), toWire(request.time.end())},
            {QStringLiteral("visit_type_id"), orNull(request.visitType)},
            {QStringLiteral("reason"), request.reason},
            {QStringLiteral("hold_id"), orNull(request.hold)},
            {QStringLiteral("overbook_reason"), request.overbookReason}};
}

QJsonObject bookingJson(const UnfinishedBooking& booking) {
    return {{QStringLiteral("patient"), orNull(booking.patient, &patientJson)},
            {QStringLiteral("visit_type"), orNull(booking.visitType, &typeJson)},
            {QStringLiteral("minutes"), booking.minutes},
            {QStringLiteral("provider_id"), orNull(booking.provider)},
            {QStringLiteral("earliest"), toWire(booking.earliest)},
            {QStringLiteral("chosen"), orNull(booking.chosen, &openingJson)},
            {QStringLiteral("hold_id"), orNull(booking.hold)},
            {QStringLiteral("hold_ends"), qint64(booking.holdEnds.count())},
            {QStringLiteral("sent"), orNull(booking.sent, &sentJson)}};
}

Parsed<KeyedBooking> sent(const QJsonObject& json) {
    Reader in(json);
    const auto key = in.id<IdempotencyKey>(QLatin1String("key"));
    const auto patient = in.id<PatientId>(QLatin1String("patient_id"));
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    const auto room = in.idOrNull<RoomId>(QLatin1String("room_id"));
    const auto time = in.span();
    const auto type = in.idOrNull<VisitTypeId>(QLatin1String("visit_type_id"));
    const QString reason = in.text(QLatin1String("reason"), 0, 500);
    const auto hold = in.idOrNull<HoldId>(QLatin1String("hold_id"));
    const QString overbookReason = in.text(QLatin1String("overbook_reason"), 0, 300);
    if (!in.complete())
        return in.problem();
    return KeyedBooking{{*patient, *provider, room, *time, type, reason, hold, overbookReason}, *key};
}

Parsed<UnfinishedBooking> booking(const QJsonObject& json) {
    Reader in(json);
    auto patient = in.objectOrNull(QLatin1String("patient"), &patientSummary);
    auto type = in.objectOrNull(QLatin1String("visit_type"), &visitType);
    const auto minutes = in.integer(QLatin1String("minutes"), 1, 24 * 60);
    const auto provider = in.idOrNull<ProviderId>(QLatin1String("provider_id"));
    const QDateTime earliest = in.instant(QLatin1String("earliest"));
    auto chosen = in.objectOrNull(QLatin1String("chosen"), &opening);
    const auto hold = in.idOrNull<HoldId>(QLatin1String("hold_id"));
    const auto holdEnds = in.integer(QLatin1String("hold_ends"), 0, largestIndex);
    auto tried = in.objectOrNull(QLatin1String("sent"), &sent);
    if (!in.complete())
        return in.problem();
    return UnfinishedBooking{.patient = std::move(patient),
                             .visitType = std::move(type),
                             .minutes = int(minutes),
                             .provider = provider,
                             .earliest = earliest,
                             .chosen = std::move(chosen),
                             .hold = hold,
                             .holdEnds = std::chrono::milliseconds(holdEnds),
                             .sent = std::move(tried)};
}

} // namespace

QJsonObject parkedWorkJson(const ParkedWork& work) {
    return {{QStringLiteral("parked"), arrayOf(work.parked, &bookingJson)},
            {QStringLiteral("open"), orNull(work.open, &bookingJson)}};
}

Parsed<ParkedWork> parkedWork(const QJsonObject& json) {
    Reader in(json);
    auto parked = in.list(QLatin1String("parked"), &booking);
    auto open = in.objectOrNull(QLatin1String("open"), &booking);
    if (!in.complete())
        return in.problem();
    return ParkedWork{std::move(parked), std::move(open)};
}

} // namespace custos::wire
