#pragma once

#include "models/domain/schedule.h"
#include "models/ports/schedule_gateway.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// What one read of the schedule answers; the date is known to whoever asked.
struct ScheduleRead {
    QList<Appointment> appointments;
    QList<Block> blocks;
    QList<Hold> holds;
    QDateTime asOf;
};

[[nodiscard]] QString name(VisitStatus status);
[[nodiscard]] std::optional<VisitStatus> visitStatus(QStringView name);

[[nodiscard]] Parsed<PatientName> patientName(const QJsonObject& json);
[[nodiscard]] Parsed<Provider> provider(const QJsonObject& json);
[[nodiscard]] Parsed<Room> room(const QJsonObject& json);
[[nodiscard]] Parsed<VisitType> visitType(const QJsonObject& json);
[[nodiscard]] Parsed<Appointment> appointment(const QJsonObject& json);
/// From the answer to reading one visit.
[[nodiscard]] Parsed<LastChange> lastChange(const QJsonObject& json);
[[nodiscard]] Parsed<Block> block(const QJsonObject& json);
[[nodiscard]] Parsed<Hold> hold(const QJsonObject& json);
[[nodiscard]] Parsed<Opening> opening(const QJsonObject& json);
[[nodiscard]] Parsed<ScheduleRead> scheduleRead(const QJsonObject& json);

[[nodiscard]] Parsed<QList<Provider>> providers(const QJsonObject& json);
[[nodiscard]] Parsed<QList<Room>> rooms(const QJsonObject& json);
[[nodiscard]] Parsed<QList<VisitType>> visitTypes(const QJsonObject& json);
[[nodiscard]] Parsed<QList<Opening>> openings(const QJsonObject& json);

[[nodiscard]] QJsonObject bookingBody(const BookingRequest& request);
[[nodiscard]] QJsonObject changeBody(const AppointmentChange& change);
[[nodiscard]] QJsonObject holdBody(ProviderId provider, const TimeSpan& time);

} // namespace custos::wire
