#pragma once

#include "server/api/openings.h"
#include "server/api/schedule.h"
#include "server/db/error.h"

namespace custos::api {

/// What somebody wanted to take.
struct WantedTime {
    ledger::Uuid provider;
    std::optional<ledger::Uuid> room;
    TimeSpan span;
    std::optional<ledger::Uuid> moving; ///< The visit that is being moved: it is not in its own way.
};

/// Why nobody visits, or holds, such a time: it ends before it begins, or lasts longer than a day's work.
[[nodiscard]] Result<void, Refused> checkSpan(const TimeSpan& span);

/// Whether the database's error means that the time, or the room, is not free.
[[nodiscard]] std::optional<ProblemKind> conflictIn(const db::DbError& error);

/// The refusal of a booking, move or hold: what is in the way (by name only to those who may see it, and then
/// in the refusal's entry), and up to four openings that are free now.
[[nodiscard]] Refused explainConflict(const ScheduleParts& parts, const Call& call, ProblemKind kind,
                                      const WantedTime& wanted);

/// Openings of that length from a moment on, for one provider or for all that the caller may see.
struct OpeningsQuestion {
    std::optional<ledger::Uuid> provider;
    std::optional<ledger::Uuid> room;
    ledger::UtcTime from;
    std::chrono::minutes length;
};
[[nodiscard]] Result<std::vector<FreeTime>, Refused>
askFreeTimes(const ScheduleParts& parts, const Call& call, const OpeningsQuestion& question);

} // namespace custos::api
