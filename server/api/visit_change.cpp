#include "server/api/visit_change.h"

#include "server/api/wire.h"
#include "server/db/rows.h"

namespace custos::api {

namespace {

// As the description and the database spell them.
namespace status {
constexpr std::string_view scheduled = "scheduled";
constexpr std::string_view confirmed = "confirmed";
constexpr std::string_view arrived = "arrived";
constexpr std::string_view roomed = "roomed";
constexpr std::string_view inProgress = "in_progress";
constexpr std::string_view noShow = "no_show";
constexpr std::string_view cancelled = "cancelled";
} // namespace status

bool isCalledOff(std::string_view it) {
    return it == status::cancelled || it == status::noShow;
}

/// Statuses of somebody who is in the house.
bool isPresent(std::string_view it) {
    return it == status::arrived || it == status::roomed || it == status::inProgress;
}

/// Statuses of somebody who has not come.
bool isExpected(std::string_view it) {
    return it == status::scheduled || it == status::confirmed;
}

/// The first arrival counts, also where the visit was called off by mistake in between. Whoever steps back to
/// waiting for the patient says that the arrival was the mistake: the next one is another.
std::optional<ledger::UtcTime> arrivalAfter(const VisitBefore& before, std::string_view it,
                                            ledger::UtcTime now) {
    if (isExpected(it))
        return std::nullopt;
    return isPresent(it) && !before.arrivedAt ? now : before.arrivedAt;
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
