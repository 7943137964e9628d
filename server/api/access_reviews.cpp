#include "server/api/access_reviews.h"

#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/person.h"
#include "server/api/session_work.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

constexpr std::int64_t pageSize = 50;

/// Null for what does not open: one row that somebody has tampered with hides no other one.
json reasonOf(const phi::TenantKeys& keys, const db::Row& row) {
    const auto sealed = row.get<ledger::ByteView>("reason");
    auto words = keys.openSecret(phi::Field::AuditReasonText, row.get<Uuid>("id"), sealed);
    if (words)
        return std::move(*words);
    if (keys.isNewer(phi::KeyPurpose::Secrets, sealed))
        throw KeyUnknown();
    return nullptr;
}

/// What both have: when, why, and the incident that says who has looked at it.
json accessBody(const phi::TenantKeys& keys, const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"person", personOrNull(row, "account", "account_name")},
            {"reason", reasonOf(keys, row)},
            {"opened", ledger::toRfc3339(row.get<ledger::UtcTime>("opened_at"))},
            {"until", ledger::toRfc3339(row.get<ledger::UtcTime>("until"))},
            {"ended", textOrNull(row.get<std::optional<ledger::UtcTime>>("ended_at"))},
            {"incident_id", textOrNull(row.get<std::optional<Uuid>>("incident"))},
            {"acknowledged_by", personOrNull(row, "acknowledged_by", "acknowledged_name")},
            {"acknowledged_at", textOrNull(row.get<std::optional<ledger::UtcTime>>("acknowledged_at"))}};
}

json glassBody(const phi::TenantKeys& keys, const db::Row& row) {
    auto body = accessBody(keys, row);
    body["category"] = row.get<std::string>("category");
    body["met_patient"] = row.get<bool>("met");
    return body;
}

json impersonationBody(const phi::TenantKeys& keys, const db::Row& row) {
    auto body = accessBody(keys, row);
    body["operator"] = personOrNull(row, "impersonator", "impersonator_name");
    return body;
}

/// The entry says which page it was: by its first row, and how many it had.
Outcome review(const AccessReviewParts& parts, const Call& call, const db::Query& query,
               json (*bodyOf)(const phi::TenantKeys&, const db::Row&)) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto page = work->run(query, call.queryId("before"), call.queryInteger("limit").value_or(pageSize));
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    json items = json::array();
    for (const auto row : work->take(page))
        items.push_back(bodyOf(**keys, row));
    auto entry = work->draft();
    entry.details = {{"shown", std::to_string(items.size())}};
    if (!items.empty()) {
        entry.details.push_back({"first", items.front()["id"].get<std::string>()});
        entry.details.push_back({"last", items.back()["id"].get<std::string>()});
    }
    return Answer{.body = {{"items", std::move(items)}}, .entry = std::move(entry)};
}

} // namespace

void addAccessReviewHandlers(HandlerTable& table, AccessReviewParts parts) {
    table["reviewBreakGlass"] = [parts](const Call& call) {
        return review(parts, call, db::queries::break_glass_review, &glassBody);
    };
    table["reviewImpersonations"] = [parts](const Call& call) {
        return review(parts, call, db::queries::impersonation_review, &impersonationBody);
    };
}

} // namespace custos::api
