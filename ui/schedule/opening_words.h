#pragma once

#include "models/ports/schedule_gateway.h"

#include <QCoreApplication>

namespace custos::ui {

/// Says when and with whom an opening is, on the wall clock of its provider's location. Made for one
/// sentence: the directory outlives it.
class OpeningWords {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::OpeningWords)

public:
    OpeningWords(const ScheduleDirectory& directory, const QDateTime& now)
        : directory_(directory)
        , now_(now) {}

    [[nodiscard]] QString time(const TimeSpan& time, ProviderId provider) const; ///< "3:30 PM"
    [[nodiscard]] QString day(const TimeSpan& time, ProviderId provider) const;  ///< "today", "Wed 18"
    [[nodiscard]] QString timeAndDay(const TimeSpan& time, ProviderId provider) const;
    [[nodiscard]] QString time(const Opening& opening) const { return time(opening.time, opening.provider); }
    [[nodiscard]] QString day(const Opening& opening) const { return day(opening.time, opening.provider); }
    [[nodiscard]] QString provider(const Opening& opening) const; ///< "Dr. Halvorsen"
    [[nodiscard]] QString place(const Opening& opening) const;    ///< "Dr. Halvorsen, Rm 2"

private:
    [[nodiscard]] const Provider* find(ProviderId provider) const;
    [[nodiscard]] QTimeZone zoneOf(ProviderId provider) const;

    const ScheduleDirectory& directory_;
    QDateTime now_;
};

} // namespace custos::ui
