#pragma once

#include "models/ports/schedule_cache.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// Rises with every change of the shape below, because the copy is never migrated: a file of another format
/// is wiped. (tests/models/wire/test_cached_day.cpp knows the shape of each.)
inline constexpr int cachedDayFormat = 2;

/// The minimal schedule as this computer keeps it: name, time, provider, room, status, reason. Notes, needs,
/// arrival times and other desks' holds are left out; what is read back has them empty.
[[nodiscard]] QJsonObject cachedDayJson(const ScheduleCache::CachedDay& cached);
[[nodiscard]] Parsed<ScheduleCache::CachedDay> cachedDay(const QJsonObject& json);

} // namespace custos::wire
