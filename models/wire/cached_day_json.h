#pragma once

#include "models/ports/schedule_cache.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// The minimal schedule as this computer keeps it: name, time, provider, room, status, reason. Notes, needs,
/// arrival times and other desks' holds are left out; what is read back has them empty.
[[nodiscard]] QJsonObject cachedDayJson(const ScheduleCache::CachedDay& cached);
[[nodiscard]] Parsed<ScheduleCache::CachedDay> cachedDay(const QJsonObject& json);

} // namespace custos::wire
