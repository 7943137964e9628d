#pragma once

#include "models/ports/schedule_gateway.h"

namespace custos::app {

class ApiClient;
class EventStream;

/// The schedule over HTTP. The directory comes in three calls and is given when all are there.
class HttpScheduleGateway final : public ScheduleGateway {
    Q_OBJECT
public:
    HttpScheduleGateway(ApiClient& api, EventStream& events, QObject* parent = nullptr);

    [[nodiscard]] Reply<ScheduleDirectory> directory() override;
    [[nodiscard]] Reply<DaySchedule> day(QDate date) override;
    [[nodiscard]] Reply<Appointment> book(const BookingRequest& request, IdempotencyKey key) override;
    [[nodiscard]] Reply<Appointment> change(AppointmentId id, int version, const AppointmentChange& change,
                                            IdempotencyKey key) override;
    [[nodiscard]] Reply<LastChange> lastChange(AppointmentId id) override;
    [[nodiscard]] Reply<QList<Opening>> openings(const OpeningsQuery& query) override;
    [[nodiscard]] Reply<Hold> hold(ProviderId provider, const TimeSpan& time, IdempotencyKey key) override;
    [[nodiscard]] Reply<Done> releaseHold(HoldId id) override;

private:
    ApiClient& api_;
};

} // namespace custos::app
