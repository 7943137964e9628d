#include "server/api/visit_change.h"

#include "server/api/wire.h"
#include "server/db/rows.h"

namespace custos::api {

namespace {

bool isCalledOff(const std::string& status) {
    return status == "cancelled" || status == "no_show";
}

/// Statuses of somebody who is in the house.
bool isPresent(const std::string& status) {
    return status == "arrived" || status == "roomed" || status == "in_progress";
}

std::optional<ledger::UtcTime> arrivalAfter(const VisitBefore& before, const std::string& status,
                                            ledger::UtcTime now) {
    if (isPresent(status))
        return before.arrivedAt ? before.arrivedAt : now;
    return status == "done" ? before.arrivedAt : std::nullopt;
}

} // namespace

VisitBefore visitBefore(const db::Row& row) {
    return {.version = static_cast<int>(row.get<std::int64_t>("version")),
            .provider = row.get<ledger::Uuid>("provider"),
            .room = row.get<std::optional<ledger::Uuid>>("room"),
            .span = {row.get<ledger::UtcTime>("starts"), row.get<ledger::UtcTime>("ends")},
            .status = row.get<std::string>("status"),
            .arrivedAt = row.get<std::optional<ledger::UtcTime>>("arrived_at")};
}

Result<VisitAfter, ProblemKind> visitAfter(const VisitBefore& before, const nlohmann::json& body,
                                           ledger::UtcTime now) {
    VisitAfter after{.provider = optionalIdIn(body, "provider_id").value_or(before.provider),
                     .room = before.room,
                     .span = {optionalTimeIn(body, "start").value_or(before.span.start),
                              optionalTimeIn(body, "end").value_or(before.span.end)},
                     .status = optionalTextIn(body, "status").value_or(before.status),
                     .arrivedAt = before.arrivedAt};
    if (body.contains("room_id"))
        after.room = optionalIdIn(body, "room_id");
    if (after.status == before.status)
        return after;
    if (isCalledOff(before.status) && now - before.span.start > std::chrono::hours(24))
        return unexpected(ProblemKind::BackwardStatus);
    after.arrivedAt = arrivalAfter(before, after.status, now);
    return after;
}

} // namespace custos::api
