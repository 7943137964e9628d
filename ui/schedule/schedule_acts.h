#pragma once

#include "models/actions/action_history.h"
#include "models/tables/schedule_day.h"
#include "ui/schedule/visit_question.h"

namespace custos::ui {

class ToastStack;

/// Turns what the user asked for into acts, and reports what became of them: a toast that names no patient
/// and offers to undo, an announcement that does name the patient.
class ScheduleActs final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        ScheduleDay& day;
        ActionHistory& history;
        ToastStack& toasts;
        QWidget& speaker; ///< On whose behalf things are announced.
    };

    explicit ScheduleActs(const Parts& parts, QObject* parent = nullptr);

    /// Asks first (`asks`) where the rules want it.
    void requestStatus(AppointmentId visit, VisitStatus status);
    void moveToRoom(AppointmentId visit, const Room& room);
    /// Asks why before it overbooks.
    void move(const Appointment& visit, ProviderId provider, MinuteRange minutes, bool overbook);
    void book(const KeyedBooking& booking);
    void undo();

Q_SIGNALS:
    void asks(custos::AppointmentId visit, const custos::ui::VisitQuestion& question);
    /// `key` is the one that it was sent under: whoever sent it may have turned to something else meanwhile.
    void booked(const custos::Appointment& visit, custos::IdempotencyKey key);
    void bookingRefused(const custos::Problem& problem, custos::IdempotencyKey key);

private:
    /// `reason` only with Cancelled.
    void setStatus(AppointmentId visit, VisitStatus status, const QString& reason = {});
    void report(const Act& act);
    void reportRefusal(ActKind kind, const Problem& problem);
    void reportUndo(const Act& act);
    void reportUndoBar(UndoBar bar, const Problem& problem, const LastChange& change);
    [[nodiscard]] const Appointment* find(AppointmentId visit) const;
    [[nodiscard]] QString roomName(const std::optional<RoomId>& room) const;
    [[nodiscard]] QDateTime localTime(const QDateTime& instant) const;
    [[nodiscard]] QString timeAndDay(const TimeSpan& time, ProviderId provider) const;
    [[nodiscard]] QString sentenceFor(const Act& act) const;

    Parts parts_;
};

} // namespace custos::ui
