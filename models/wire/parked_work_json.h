#pragma once

#include "models/domain/parked_work.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// As it is sealed over a lock, and read back by the same program: never stored, so without a format number.
[[nodiscard]] QJsonObject parkedWorkJson(const ParkedWork& work);
[[nodiscard]] Parsed<ParkedWork> parkedWork(const QJsonObject& json);

} // namespace custos::wire
