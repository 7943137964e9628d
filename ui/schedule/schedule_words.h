#pragma once

#include "models/domain/problem.h"
#include "models/tables/day_board.h"

#include <QCoreApplication>

namespace custos::ui {

/// The sentences of the schedule, written and spoken. Times are in 12 hours and always the practice's.
class ScheduleWords {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::ScheduleWords)

public:
    [[nodiscard]] static QString status(VisitStatus status);

    [[nodiscard]] static QString hour(int minute);                 ///< "8 AM"
    [[nodiscard]] static QString clock(int minute);                ///< "8:30"
    [[nodiscard]] static QString clockWithHalf(int minute);        ///< "8:30 AM"
    [[nodiscard]] static QString range(MinuteRange minutes);       ///< "8:00–8:30"
    [[nodiscard]] static QString fullRange(MinuteRange minutes);   ///< "11:30 AM – 12:00 PM"
    [[nodiscard]] static QString longDay(QDate date);              ///< "Tuesday, November 17"
    [[nodiscard]] static QString shortDay(QDate date);             ///< "Tue, Nov 17"
    [[nodiscard]] static QString dayFrom(QDate date, QDate today); ///< "today", "Wed 18", "Dec 3"

    /// "Dr. Halvorsen" for "Dr. Ines Halvorsen"; a name without a title loses only what follows the comma.
    [[nodiscard]] static QString shortProvider(const QString& displayName);
    [[nodiscard]] static QString shortRoom(const QString& name);         ///< "Rm 1" for "Room 1"
    [[nodiscard]] static QString givenFirst(const QString& displayName); ///< "Bo Mockridge"
    [[nodiscard]] static QString initials(const QString& displayName);   ///< "B. M."

    /// One sentence with everything that the card shows, and what its glyphs mean.
    [[nodiscard]] static QString spokenVisit(const PlacedVisit& placed, const DayColumn& column,
                                             const QString& roomName, const QDateTime& now);
    [[nodiscard]] static QString spokenBlock(const PlacedBlock& placed, const DayColumn& column);
    [[nodiscard]] static QString spokenFree(MinuteRange minutes, const DayColumn& column);
    /// What became of a visit, to be announced.
    [[nodiscard]] static QString spokenChange(const Appointment& visit, const QString& roomName);

    /// What the keys do now, for the status line.
    struct Doing {
        bool carrying = false; ///< A visit, to another place.
        bool privacy = false;
        bool booking = false;
        bool oneColumn = false;
    };
    [[nodiscard]] static QString hint(const Doing& doing);

    /// Why an act can't be taken back any more. `at` is local.
    [[nodiscard]] static QString whoBarsUndo(const QString& colleague, const QDateTime& at);
    /// Why an act was refused: what happened and what to do, without a patient's name.
    [[nodiscard]] static QString refusal(const Problem& problem);
};

} // namespace custos::ui
