#pragma once

#include <QString>

#include <chrono>

class QDateTime;

namespace custos::ui {

/// A span in the design's words: "12 s", "11 min", "9 h 12 min".
[[nodiscard]] QString spanText(std::chrono::seconds span);
/// 12-hour time of day: "7:54 PM".
[[nodiscard]] QString timeText(const QDateTime& time);
/// "Nov 24, 2026".
[[nodiscard]] QString dateText(const QDateTime& time);

} // namespace custos::ui
