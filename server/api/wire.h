#pragma once

#include "ledger/utc_time.h"
#include "ledger/uuid.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace custos::api {

/// RFC 3339 section 5.6 with any offset, seconds required, up to six digits of a fraction. nullopt for
/// anything else, and for years outside 1970 to 9999.
[[nodiscard]] std::optional<ledger::UtcTime> parseTime(std::string_view text);

/// RFC 3339 full-date, a day that exists.
[[nodiscard]] std::optional<std::chrono::year_month_day> parseDate(std::string_view text);
[[nodiscard]] std::string toText(std::chrono::year_month_day date);

/// JSON's null for what is absent.
[[nodiscard]] nlohmann::json textOrNull(const std::optional<ledger::Uuid>& id);
[[nodiscard]] nlohmann::json textOrNull(const std::optional<ledger::UtcTime>& time);

// Reading a body that the door has already validated against its schema: types are as described, formats
// have been checked, so what is there can be taken.
[[nodiscard]] std::string textIn(const nlohmann::json& body, const char* key);
[[nodiscard]] std::optional<std::string> optionalTextIn(const nlohmann::json& body, const char* key);
[[nodiscard]] ledger::Uuid idIn(const nlohmann::json& body, const char* key);
[[nodiscard]] std::optional<ledger::Uuid> optionalIdIn(const nlohmann::json& body, const char* key);
[[nodiscard]] ledger::UtcTime timeIn(const nlohmann::json& body, const char* key);
[[nodiscard]] std::optional<ledger::UtcTime> optionalTimeIn(const nlohmann::json& body, const char* key);

} // namespace custos::api
