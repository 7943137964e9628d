#include "ui/schedule/schedule_acts.h"

#include "models/actions/book_appointment.h"
#include "models/actions/change_status.h"
#include "models/actions/move_appointment.h"
#include "models/tables/next_step.h"
#include "ui/schedule/opening_words.h"
#include "ui/schedule/schedule_words.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/toast_stack.h"

namespace custos::ui {

ScheduleActs::ScheduleActs(const Parts& parts, QObject* parent)
    : QObject(parent)
    , parts_(parts) {
    connect(&parts_.history, &ActionHistory::performed, this, &ScheduleActs::report);
    connect(&parts_.history, &ActionHistory::undone, this, &ScheduleActs::reportUndo);
    connect(&parts_.history, &ActionHistory::undoRefused, this, &ScheduleActs::reportUndoBar);
    connect(&parts_.history, &ActionHistory::refused, this,
            [this](ActKind kind, const std::optional<Appointment>&, const Problem& problem) {
                reportRefusal(kind, problem);
            });
}

const Appointment* ScheduleActs::find(AppointmentId visit) const {
    const PlacedVisit* placed = parts_.day.isReadOnly() ? nullptr : parts_.day.board().find(visit);
    return placed && placed->visit.changeable ? &placed->visit : nullptr;
}

QString ScheduleActs::roomName(const std::optional<RoomId>& room) const {
    for (const Room& known : parts_.day.directory().rooms)
        if (room == known.id)
            return known.name;
    return {};
}

void ScheduleActs::requestStatus(AppointmentId id, VisitStatus status) {
    const PlacedVisit* placed = parts_.day.board().find(id);
    if (placed && !placed->visit.changeable)
        parts_.toasts.show(Tone::Neutral, tr("Imported visits stay as they are"));
    const Appointment* visit = find(id);
    if (!visit || visit->status == status)
        return;
    if (!needsConfirmation(visit->status, status)) {
        setStatus(id, status);
        return;
    }
    VisitQuestion question = questionBefore(visit->status, status);
    question.then = [this, id, status](const QString& reason) { setStatus(id, status, reason); };
    Q_EMIT asks(id, question);
}

void ScheduleActs::setStatus(AppointmentId id, VisitStatus status, const QString& reason) {
    const Appointment* visit = find(id);
    if (!visit)
        return;
    if (status == VisitStatus::Roomed && !visit->room) {
        const int column = parts_.day.board().columnOf(visit->provider);
        const auto usual = parts_.day.board().columns[column].provider.defaultRoom;
        for (const Room& room : roomsByLikelihood(parts_.day.directory().rooms, *visit, usual))
            if (!occupant(parts_.day.board(), room.id)) {
                moveToRoom(id, room);
                return;
            }
        parts_.toasts.show(Tone::Warn, tr("No room is free now"));
        return;
    }
    parts_.history.perform(
        std::make_unique<ChangeStatus>(*visit, StatusTarget{.status = status, .cancellationReason = reason}));
}

void ScheduleActs::moveToRoom(AppointmentId id, const Room& room) {
    if (const Appointment* visit = find(id))
        parts_.history.perform(std::make_unique<ChangeStatus>(
            *visit, StatusTarget{.status = VisitStatus::Roomed, .room = room.id}));
}

void ScheduleActs::move(const Appointment& visit, ProviderId provider, MinuteRange minutes, bool overbook) {
    const int column = parts_.day.board().columnOf(provider);
    if (column < 0 || parts_.day.isReadOnly())
        return;
    const Provider& target = parts_.day.board().columns[column].provider;
    const auto time = spanAt(parts_.day.date(), target.zone, minutes);
    if (!time)
        return;
    const auto moveIt = [this, visit, target, time = *time](const QString& overbookReason) {
        parts_.history.perform(std::make_unique<MoveAppointment>(
            visit, MoveTarget{target, time, overbookReason, tr("Move undone", "reason")}));
    };
    if (!overbook) {
        moveIt({});
        return;
    }
    VisitQuestion question = questionBeforeOverbooking(timeAndDay(*time, provider),
                                                       ScheduleWords::shortProvider(target.displayName));
    question.then = moveIt;
    Q_EMIT asks(visit.id, question);
}

void ScheduleActs::book(const KeyedBooking& booking) {
    parts_.history.perform(std::make_unique<BookAppointment>(booking),
                           [this, key = booking.key](const Result<Appointment, Problem>& result) {
                               if (result)
                                   Q_EMIT booked(*result, key);
                               else
                                   Q_EMIT bookingRefused(result.error(), key);
                           });
}

void ScheduleActs::undo() {
    parts_.history.undoLatest();
}

QDateTime ScheduleActs::localTime(const QDateTime& instant) const {
    const auto& columns = parts_.day.board().columns;
    return columns.isEmpty() || !instant.isValid() ? instant
                                                   : instant.toTimeZone(columns.first().provider.zone);
}

QString ScheduleActs::timeAndDay(const TimeSpan& time, ProviderId provider) const {
    return OpeningWords(parts_.day.directory(), parts_.day.now()).timeAndDay(time, provider);
}

QString ScheduleActs::sentenceFor(const Act& act) const {
    const QString when = timeAndDay(act.after.time, act.after.provider);
    switch (act.kind) {
    case ActKind::Booked:
        return tr("Booked %1", "time day").arg(when);
    case ActKind::Moved:
        return act.before && act.before->time.start() == act.after.time.start() &&
                       act.before->provider == act.after.provider
                   ? tr("Now %1 min long").arg(act.after.time.minutes())
                   : tr("Moved to %1", "time day").arg(when);
    case ActKind::StatusChanged:
        break;
    }
    if (act.after.status == VisitStatus::Roomed)
        return tr("Moved to %1", "a room").arg(roomName(act.after.room));
    return tr("Status: %1").arg(ScheduleWords::status(act.after.status));
}

void ScheduleActs::report(const Act& act) {
    parts_.day.apply(act.after);
    parts_.toasts.show(Tone::Ok, sentenceFor(act), tr("Undo"),
                       [&history = parts_.history, number = act.number] { history.undo(number); });
    announce(parts_.speaker, act.kind == ActKind::StatusChanged
                                 ? ScheduleWords::spokenChange(act.after, roomName(act.after.room))
                                 : sentenceFor(act));
}

void ScheduleActs::reportRefusal(ActKind kind, const Problem& problem) {
    // What is shown may be old: see what it is now.
    parts_.day.reload();
    if (kind == ActKind::Booked) // said where the booking is
        return;
    QString sentence = ScheduleWords::refusal(problem);
    if (problem.kind == Problem::Kind::Conflict && !problem.openings.isEmpty()) {
        const Opening& next = problem.openings.first();
        sentence = tr("That time was taken first. Next free: %1.", "time day")
                       .arg(timeAndDay(next.time, next.provider));
    }
    parts_.toasts.show(Tone::Bad, sentence);
}

void ScheduleActs::reportUndo(const Act& act) {
    parts_.day.apply(act.after);
    parts_.toasts.show(Tone::Neutral, tr("Undone"));
    announce(parts_.speaker,
             tr("Undone. %1").arg(ScheduleWords::spokenChange(act.after, roomName(act.after.room))));
}

void ScheduleActs::reportUndoBar(UndoBar bar, const Problem& problem, const LastChange& change) {
    switch (bar) {
    case UndoBar::NothingDone:
        parts_.toasts.show(Tone::Neutral, tr("Nothing to undo"));
        break;
    case UndoBar::ChangedByOthers:
        parts_.day.reload();
        parts_.toasts.show(Tone::Warn, ScheduleWords::whoBarsUndo(change.by, localTime(change.at)));
        break;
    case UndoBar::LaterActStands:
        parts_.toasts.show(Tone::Warn, tr("Undo your later change of this visit first"));
        break;
    case UndoBar::UnderWay:
        break;
    case UndoBar::Refused:
        parts_.toasts.show(Tone::Bad, problem.kind == Problem::Kind::Conflict
                                          ? tr("The time is taken by now, so it can’t be undone")
                                          : ScheduleWords::refusal(problem));
        break;
    }
}

} // namespace custos::ui
