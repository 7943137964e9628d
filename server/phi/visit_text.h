#pragma once

#include "ledger/uuid.h"

#include <optional>
#include <string>
#include <string_view>

namespace custos::phi {

/// What is sealed of a visit as one text (Field::AppointmentReason): its type says as much as its reason.
struct VisitText {
    std::optional<ledger::Uuid> type;
    std::string reason;
    std::string overbookReason; ///< Why it stands beside another, as somebody typed it
};

[[nodiscard]] std::string encode(const VisitText& text);

/// Nothing for what `encode` did not write.
[[nodiscard]] std::optional<VisitText> decodeVisitText(std::string_view encoded);

} // namespace custos::phi
