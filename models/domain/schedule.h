#pragma once

#include "models/domain/id.h"

#include <QDate>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QTime>
#include <QTimeZone>

#include <array>
#include <optional>

namespace custos {

/// In the order of a visit's life. `done`, `no_show` and `cancelled` take no time on the grid.
enum class VisitStatus { Scheduled, Confirmed, Arrived, Roomed, InProgress, Done, NoShow, Cancelled };

inline constexpr std::array allVisitStatuses{
    VisitStatus::Scheduled,  VisitStatus::Confirmed, VisitStatus::Arrived, VisitStatus::Roomed,
    VisitStatus::InProgress, VisitStatus::Done,      VisitStatus::NoShow,  VisitStatus::Cancelled};

/// Whether going from one to the other is a step back (or ends the visit), which the user confirms first.
[[nodiscard]] bool needsConfirmation(VisitStatus from, VisitStatus to);
/// Whether a visit in this status keeps its time from others (mechanics of booking: the constraint).
[[nodiscard]] bool occupiesTime(VisitStatus status);

/// A half-open stretch of time, [start, end), never empty. Both ends are instants; whose local time they
/// are shown in is the provider's location's business.
class TimeSpan {
public:
    [[nodiscard]] static std::optional<TimeSpan> make(const QDateTime& start, const QDateTime& end);

    [[nodiscard]] const QDateTime& start() const { return start_; }
    [[nodiscard]] const QDateTime& end() const { return end_; }
    [[nodiscard]] int minutes() const;
    [[nodiscard]] bool overlaps(const TimeSpan& other) const;
    [[nodiscard]] bool contains(const QDateTime& instant) const;

    friend bool operator==(const TimeSpan&, const TimeSpan&) = default;

private:
    TimeSpan(QDateTime start, QDateTime end);
    QDateTime start_;
    QDateTime end_;
};

struct PatientName {
    PatientId id;
    QString displayName; ///< "Family, Given". PHI.

    friend bool operator==(const PatientName&, const PatientName&) = default;
};

struct WeeklyHours {
    int weekday; ///< ISO 8601: 1 is Monday.
    QTime start;
    QTime end;

    friend bool operator==(const WeeklyHours&, const WeeklyHours&) = default;
};

struct Provider {
    ProviderId id;
    QString displayName;
    QString specialty;
    std::optional<RoomId> defaultRoom;
    QTimeZone zone; ///< Of the location that the provider works at.
    QList<WeeklyHours> hours;
    bool bookable = true; ///< False for those who are known from imported past visits alone.

    friend bool operator==(const Provider&, const Provider&) = default;
};

struct Room {
    RoomId id;
    QString name;

    friend bool operator==(const Room&, const Room&) = default;
};

struct VisitType {
    VisitTypeId id;
    QString name;
    int minutes;

    friend bool operator==(const VisitType&, const VisitType&) = default;
};

struct Appointment {
    AppointmentId id;
    int version; ///< Goes into If-Match; a change by anybody raises it.
    TimeSpan time;
    ProviderId provider;
    std::optional<RoomId> room;
    PatientName patient;
    QString reason; ///< PHI, as are note and needs.
    VisitStatus status;
    int lane; ///< 0 to 2; more than 0 means overbooked beside another visit.
    bool overbooked;
    std::optional<QDateTime> arrivedAt; ///< A visit called off keeps it: it may have been a mistake.
    QString note;
    QString needs;
    bool changeable = true; ///< False for past visits that were imported: they stay as they are.

    friend bool operator==(const Appointment&, const Appointment&) = default;
};

/// Who changed a visit last, and when.
struct LastChange {
    QString by; ///< A colleague's name; empty where nobody changed it or the name is not known.
    QDateTime at;

    friend bool operator==(const LastChange&, const LastChange&) = default;
};

/// Time in which a provider cannot be booked: lunch, lab review, out.
struct Block {
    BlockId id;
    TimeSpan time;
    ProviderId provider;
    QString label;

    friend bool operator==(const Block&, const Block&) = default;
};

/// An opening that a desk keeps from the others for three minutes while it books.
struct Hold {
    HoldId id;
    TimeSpan time;
    ProviderId provider;
    QDateTime expires; ///< By the practice's clock, as `DaySchedule::asOf`.
    bool mine;
    QString holder; ///< A colleague's name, or "You" is said by whoever shows it.

    friend bool operator==(const Hold&, const Hold&) = default;
};

struct Opening {
    ProviderId provider;
    std::optional<RoomId> room;
    TimeSpan time;

    friend bool operator==(const Opening&, const Opening&) = default;
};

/// Everything that one day's grid shows. `asOf` is when the server read it.
struct DaySchedule {
    QDate date;
    QList<Appointment> appointments;
    QList<Block> blocks;
    QList<Hold> holds;
    QDateTime asOf;

    friend bool operator==(const DaySchedule&, const DaySchedule&) = default;
};

/// The first day after `date` on which any of the providers works; the next day where none has hours.
[[nodiscard]] QDate nextWorkingDay(QDate date, const QList<Provider>& providers);

} // namespace custos
