#pragma once

#include "models/domain/schedule.h"

#include <optional>

namespace custos {

/// From this many minutes after the start a visit that has not arrived is late, and a provider is behind.
inline constexpr int lateFromMinutes = 10;

/// How long a patient who has arrived has been waiting, in whole minutes.
[[nodiscard]] std::optional<int> waitingMinutes(const Appointment& visit, const QDateTime& now);
/// How far the patient came before the start; absent when later than that, not arrived, or
/// called off.
[[nodiscard]] std::optional<int> minutesEarly(const Appointment& visit);
[[nodiscard]] std::optional<int> lateMinutes(const Appointment& visit, const QDateTime& now);
/// How far a provider is behind: the start of the earliest visit not yet in progress, against now.
[[nodiscard]] std::optional<int> minutesBehind(const QList<Appointment>& visitsOfProvider,
                                               const QDateTime& now);

} // namespace custos
