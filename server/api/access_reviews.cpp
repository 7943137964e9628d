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

/// Opens the words of one page. The keys were read before the page, so that what opens by none of them is
/// either edited or of a version that came since.
class Reasons {
public:
    /// `newest` is the version of the key that the page was read with.
    Reasons(const phi::TenantKeys& keys, phi::Field field, std::int64_t newest)
        : keys_(keys)
        , field_(field)
        , isOutdated_(newest > keys.newestVersion(phi::KeyPurpose::Secrets)) {}

    /// Null for what does not open: one row that somebody has tampered with hides no other one, whatever
    /// version it claims to be of. Throws KeyUnknown where it may be of one that these keys do not have yet.
    [[nodiscard]] json of(const db::Row& row) const {
        const auto sealed = row.get<ledger::ByteView>("reason");
        auto words = keys_.openSecret(field_, row.get<Uuid>("id"), sealed);
        if (words)
            return std::move(*words);
        if (isOutdated_ && keys_.isNewer(phi::KeyPurpose::Secrets, sealed))
            throw KeyUnknown();
        return nullptr;
    }

private:
    const phi::TenantKeys& keys_;
    const phi::Field field_;
    const bool isOutdated_;
};

/// What both have: when, why, and the incident that says who has looked at it.
json accessBody(const Reasons& reasons, const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"person", personOrNull(row, "account", "account_name")},
            {"reason", reasons.of(row)},
            {"opened", ledger::toRfc3339(row.get<ledger::UtcTime>("opened_at"))},
            {"until", ledger::toRfc3339(row.get<ledger::UtcTime>("until"))},
            {"ended", textOrNull(row.get<std::optional<ledger::UtcTime>>("ended_at"))},
            {"incident_id", textOrNull(row.get<std::optional<Uuid>>("incident"))},
            {"acknowledged_by", personOrNull(row, "acknowledged_by", "acknowledged_name")},
            {"acknowledged_at", textOrNull(row.get<std::optional<ledger::UtcTime>>("acknowledged_at"))}};
}

json glassBody(const Reasons& reasons, const db::Row& row) {
    auto body = accessBody(reasons, row);
    body["category"] = row.get<std::string>("category");
    body["met_patient"] = row.get<bool>("met");
    return body;
}

json impersonationBody(const Reasons& reasons, const db::Row& row) {
    auto body = accessBody(reasons, row);
    body["operator"] = personOrNull(row, "impersonator", "impersonator_name");
    return body;
}

/// The entry says which page it was: by its first row, and how many it had.
Outcome review(const AccessReviewParts& parts, const Call& call, const db::Query& query, phi::Field field,
               json (*bodyOf)(const Reasons&, const db::Row&)) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    const auto page = work->run(query, call.queryId("before"), call.queryInteger("limit").value_or(pageSize));
    const auto newest = work->run(db::queries::secrets_version);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const Reasons reasons(**keys, field, work->take(newest).front().get<std::int64_t>("version"));
    json items = json::array();
    for (const auto row : work->take(page))
        items.push_back(bodyOf(reasons, row));
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
        return review(parts, call, db::queries::break_glass_review, phi::Field::BreakGlassReason, &glassBody);
    };
    table["reviewImpersonations"] = [parts](const Call& call) {
        return review(parts, call, db::queries::impersonation_review, phi::Field::ImpersonationReason,
                      &impersonationBody);
    };
}

} // namespace custos::api
