#pragma once

#include "ledger/result.h"
#include "server/api/openings.h"
#include "server/api/problem.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace custos::db {
class Row;
} // namespace custos::db

namespace custos::api {

/// What a visit is, of what a change may touch.
struct VisitBefore {
    int version = 0;
    ledger::Uuid provider;
    std::optional<ledger::Uuid> room;
    TimeSpan span;
    std::string status;
    std::optional<ledger::UtcTime> arrivedAt;
};

/// What it is to be.
struct VisitAfter {
    ledger::Uuid provider;
    std::optional<ledger::Uuid> room;
    TimeSpan span;
    std::string status;
    std::optional<ledger::UtcTime> arrivedAt;
};

[[nodiscard]] VisitBefore visitBefore(const db::Row& row);

/// Applies a ChangeAppointment body. `now` is the practice's clock: the moment of an arrival, and the day
/// within which a cancellation or no-show can be taken back (BackwardStatus after it).
[[nodiscard]] Result<VisitAfter, ProblemKind> visitAfter(const VisitBefore& before,
                                                         const nlohmann::json& body, ledger::UtcTime now);

} // namespace custos::api
