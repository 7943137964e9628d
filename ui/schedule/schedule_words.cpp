#include "ui/schedule/schedule_words.h"

#include "models/tables/visit_facts.h"

#include <QLocale>

namespace custos::ui {

namespace {

constexpr int noon = 12 * 60;
constexpr int minutesInDay = 24 * 60;

int hourOnDial(int minute) {
    const int hour = minute / 60 % 12;
    return hour == 0 ? 12 : hour;
}

bool isMorning(int minute) {
    return minute % minutesInDay < noon;
}

} // namespace

QString ScheduleWords::status(VisitStatus status) {
    switch (status) {
    case VisitStatus::Scheduled:
        return tr("Scheduled");
    case VisitStatus::Confirmed:
        return tr("Confirmed");
    case VisitStatus::Arrived:
        return tr("Arrived");
    case VisitStatus::Roomed:
        return tr("Roomed", "the patient is in a room");
    case VisitStatus::InProgress:
        return tr("In progress");
    case VisitStatus::Done:
        return tr("Done");
    case VisitStatus::NoShow:
        return tr("No-show");
    case VisitStatus::Cancelled:
        return tr("Cancelled");
    }
    Q_UNREACHABLE();
}

QString ScheduleWords::hour(int minute) {
    return (isMorning(minute) ? tr("%1 AM", "hour") : tr("%1 PM", "hour")).arg(hourOnDial(minute));
}

QString ScheduleWords::clock(int minute) {
    return QStringLiteral("%1:%2").arg(hourOnDial(minute)).arg(minute % 60, 2, 10, QLatin1Char('0'));
}

QString ScheduleWords::clockWithHalf(int minute) {
    return (isMorning(minute) ? tr("%1 AM", "time") : tr("%1 PM", "time")).arg(clock(minute));
}

QString ScheduleWords::range(MinuteRange minutes) {
    return tr("%1–%2", "from and to, short").arg(clock(minutes.first), clock(minutes.last));
}

QString ScheduleWords::fullRange(MinuteRange minutes) {
    return tr("%1 – %2", "from and to").arg(clockWithHalf(minutes.first), clockWithHalf(minutes.last));
}

QString ScheduleWords::longDay(QDate date) {
    return QLocale().toString(date, tr("dddd, MMMM d", "date format"));
}

QString ScheduleWords::shortDay(QDate date) {
    return QLocale().toString(date, tr("ddd, MMM d", "date format"));
}

QString ScheduleWords::dayFrom(QDate date, QDate today) {
    if (date == today)
        return tr("today");
    if (today < date && today.daysTo(date) < 7)
        return QLocale().toString(date, tr("ddd d", "date format, within a week"));
    return QLocale().toString(date, tr("MMM d", "date format"));
}

QString ScheduleWords::shortProvider(const QString& displayName) {
    const QString name = displayName.section(u',', 0, 0);
    const QString first = name.section(u' ', 0, 0);
    return first.endsWith(u'.') ? first + u' ' + name.section(u' ', -1) : name;
}

QString ScheduleWords::shortRoom(const QString& name) {
    const QString room = QStringLiteral("Room ");
    return name.startsWith(room) ? tr("Rm %1", "a room's number").arg(name.mid(room.size())) : name;
}

QString ScheduleWords::givenFirst(const QString& displayName) {
    const QString given = displayName.section(u',', 1).trimmed();
    const QString family = displayName.section(u',', 0, 0);
    return given.isEmpty() ? family : given + u' ' + family;
}

QString ScheduleWords::initials(const QString& displayName) {
    QString letters;
    for (const QString& word : givenFirst(displayName).split(u' ', Qt::SkipEmptyParts)) {
        if (!letters.isEmpty())
            letters += u' ';
        letters += word.left(1).toUpper() + u'.';
    }
    return letters;
}

QString ScheduleWords::spokenVisit(const PlacedVisit& placed, const DayColumn& column,
                                   const QString& roomName, const QDateTime& now) {
    const Appointment& visit = placed.visit;
    QString state = status(visit.status);
    if (const auto waiting = waitingMinutes(visit, now))
        state = tr("Arrived, waiting %1 min").arg(*waiting);
    else if (const auto late = lateMinutes(visit, now))
        state = tr("%1, late %2 min").arg(state).arg(*late);
    const QString provider = shortProvider(column.provider.displayName);
    QStringList sentences{
        visit.patient.displayName, visit.reason,
        tr("%1 to %2").arg(clockWithHalf(placed.minutes.first), clockWithHalf(placed.minutes.last)), state,
        roomName.isEmpty() ? tr("%1, no room").arg(provider)
                           : tr("%1, %2", "provider, room").arg(provider, roomName)};
    sentences.removeAll(QString());
    if (placed.lookAlike)
        sentences.append(tr("Name alert"));
    if (placed.overbookedWith > 0)
        sentences.append(tr("Overbooked with %n", nullptr, placed.overbookedWith));
    return sentences.join(QStringLiteral(". ")) + u'.';
}

QString ScheduleWords::spokenBlock(const PlacedBlock& placed, const DayColumn& column) {
    return tr("%1. %2 to %3. %4, not bookable.")
        .arg(placed.block.label, clockWithHalf(placed.minutes.first), clockWithHalf(placed.minutes.last),
             shortProvider(column.provider.displayName));
}

QString ScheduleWords::spokenFree(MinuteRange minutes, const DayColumn& column) {
    return tr("Free. %1 to %2. %3.")
        .arg(clockWithHalf(minutes.first), clockWithHalf(minutes.last),
             shortProvider(column.provider.displayName));
}

QString ScheduleWords::spokenChange(const Appointment& visit, const QString& roomName) {
    const QString name = givenFirst(visit.patient.displayName);
    if (visit.status == VisitStatus::Roomed && !roomName.isEmpty())
        return tr("%1 moved to %2").arg(name, roomName);
    return tr("%1: %2", "patient: status").arg(name, status(visit.status));
}

QString ScheduleWords::whoBarsUndo(const QString& colleague, const QDateTime& at) {
    if (colleague.isEmpty() || !at.isValid())
        return tr("Somebody else changed this visit, so it can’t be undone");
    return tr("%1 changed this visit at %2, so it can’t be undone", "a colleague, a time")
        .arg(colleague, clockWithHalf(at.time().hour() * 60 + at.time().minute()));
}

QString ScheduleWords::hint(const Doing& doing) {
    if (doing.carrying)
        return tr("Left and right change provider · Up and down change time · Esc puts it back");
    if (doing.privacy)
        return tr("Privacy mode: initials, no reasons. Screen readers still get full names");
    if (doing.booking)
        return doing.oneColumn ? tr("Esc parks the booking and shows the grid")
                               : tr("The grid works while you book · F6 goes back to the panel · Esc parks");
    if (doing.oneColumn)
        return tr("Enter opens the visit over this page · Esc comes back");
    return tr("Arrow keys move between appointments · Enter opens · Space picks up to move");
}

QString ScheduleWords::refusal(const Problem& problem) {
    if (problem.code == QLatin1String("opening_blocked"))
        return tr("You opened many patients or days in a short time. Try again, and show a code to go on.");
    if (problem.code == QLatin1String("opening_blocked_owner"))
        return tr("You opened many patients or days in a short time, again. An owner has to let you go on.");
    switch (problem.kind) {
    case Problem::Kind::Unreachable:
        return tr("The server can’t be reached. Nothing was changed here.");
    case Problem::Kind::WrongServer:
        return tr("The server’s certificate changed. Nothing was sent.");
    case Problem::Kind::Unauthenticated:
        return tr("Your session has ended. Sign in again.");
    case Problem::Kind::Forbidden:
        return tr("Your role does not allow this. An owner of your practice can change that.");
    case Problem::Kind::NotFound:
        return tr("This visit is no longer here.");
    case Problem::Kind::Conflict:
        return tr("That time is taken.");
    case Problem::Kind::Outdated:
        return tr("Somebody else changed this visit meanwhile. It is shown as it is now.");
    case Problem::Kind::AuditUnavailable:
        return tr("Records can’t be opened because access can’t be logged.");
    case Problem::Kind::Throttled:
        return tr("Too many requests at once. Wait a moment and try again.");
    case Problem::Kind::Invalid:
    case Problem::Kind::Locked:
    case Problem::Kind::ServerFailed:
    case Problem::Kind::Malformed:
    case Problem::Kind::Storage:
    case Problem::Kind::Cancelled:
        break;
    }
    if (problem.reference.isEmpty())
        return tr("That did not work. Nothing was changed.");
    return tr("That did not work. Nothing was changed. Reference %1.").arg(problem.reference);
}

} // namespace custos::ui
