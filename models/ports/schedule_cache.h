#pragma once

#include "models/domain/problem.h"
#include "models/ports/schedule_gateway.h"

#include <optional>

namespace custos {

/// The minimal schedule of today and the next working day, kept encrypted on this computer. Disposable: it
/// can always be wiped and fetched again. Calls are answered from a thread of its own.
class ScheduleCache {
public:
    struct CachedDay {
        ScheduleDirectory directory;
        DaySchedule day; ///< Minimal: name, time, provider, room, status, reason. `asOf` is its age.
    };

    virtual ~ScheduleCache() = default;
    /// False while the keychain is locked, missing or refuses: online-only, and the client says so.
    [[nodiscard]] virtual bool available() const = 0;
    [[nodiscard]] virtual Reply<Done> store(const CachedDay& day) = 0;
    [[nodiscard]] virtual Reply<std::optional<CachedDay>> load(QDate date) = 0;
};

} // namespace custos
