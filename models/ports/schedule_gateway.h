#pragma once

#include "models/domain/booking.h"
#include "models/domain/problem.h"

#include <QObject>

namespace custos {

/// What the columns and forms of the schedule are made of; changes seldom.
struct ScheduleDirectory {
    QList<Provider> providers;
    QList<Room> rooms;
    QList<VisitType> visitTypes;
};

/// What to change; what is absent stays as it is.
struct AppointmentChange {
    std::optional<TimeSpan> time = {};
    std::optional<ProviderId> provider = {};
    std::optional<RoomId> room = {};
    bool clearRoom = false;
    std::optional<VisitStatus> status = {};
    std::optional<QString> reason = {};
    std::optional<QString> note = {};
    std::optional<QString> cancellationReason = {};
    QString overbookReason = {};
};

struct OpeningsQuery {
    std::optional<ProviderId> provider; ///< Absent: any that the user may see.
    int minutes;
    QDateTime from;
};

/// The schedule as the server has it. Lives on the GUI thread; replies come there.
class ScheduleGateway : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual Reply<ScheduleDirectory> directory() = 0;
    [[nodiscard]] virtual Reply<DaySchedule> day(QDate date) = 0;
    /// Booking, and every other change, is done once per key however often it is sent.
    [[nodiscard]] virtual Reply<Appointment> book(const BookingRequest& request, IdempotencyKey key) = 0;
    /// `version` is the one that the user looked at; Problem::Outdated when somebody was faster.
    [[nodiscard]] virtual Reply<Appointment> change(AppointmentId id, int version,
                                                    const AppointmentChange& change, IdempotencyKey key) = 0;
    [[nodiscard]] virtual Reply<LastChange> lastChange(AppointmentId id) = 0;
    [[nodiscard]] virtual Reply<QList<Opening>> openings(const OpeningsQuery& query) = 0;
    [[nodiscard]] virtual Reply<Hold> hold(ProviderId provider, const TimeSpan& time, IdempotencyKey key) = 0;
    [[nodiscard]] virtual Reply<Done> releaseHold(HoldId id) = 0;

Q_SIGNALS:
    /// Something in this column of this day changed, here or at another desk. Re-read it.
    void dayChanged(QDate date, custos::ProviderId provider);
    /// Events were missed (the stream was down): re-read what is shown.
    void everythingChanged();
};

} // namespace custos
