#include "server/api/audit.h"

#include "server/api/door.h"
#include "server/api/session_work.h"
#include "server/api/wire.h"
#include "server/audit/proofs.h"
#include "server/audit/recorder.h"
#include "server/db/queries.h"

#include <set>

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;
using OptionalNumber = std::optional<std::int64_t>;

/// Sealed bytes of one page: in base64, and with the names beside them, they stay below the 8 MiB that a
/// client takes as one answer.
constexpr std::int64_t longestPage = std::int64_t{5} << 20;
static_assert(longestPage / 3 * 4 + 500 * 64 + 1000 * 1024 < (8 << 20)); // 500 entries, two names to each

OptionalNumber numberIn(const json& body, const char* key) {
    const auto found = body.find(key);
    return found == body.end() ? std::nullopt : OptionalNumber(found->get<std::int64_t>());
}

/// What is searched for; refused for an action or outcome that is none.
struct Filter {
    std::optional<Uuid> actor;
    OptionalNumber action;
    OptionalNumber outcome;
    std::optional<Uuid> patient;
};

Result<Filter, Refused> filterIn(const json& body) {
    const auto source = body.value("filter", json::object());
    Filter filter{.actor = optionalIdIn(source, "actor"),
                  .action = std::nullopt,
                  .outcome = std::nullopt,
                  .patient = optionalIdIn(source, "patient")};
    if (const auto name = optionalTextIn(source, "action")) {
        const auto action = ledger::actionFromName(*name);
        if (!action)
            return unexpected(
                Refused{.problem = {.kind = ProblemKind::InvalidBody, .pointer = "/filter/action"}});
        filter.action = static_cast<std::int64_t>(*action);
    }
    if (const auto name = optionalTextIn(source, "outcome"))
        filter.outcome = static_cast<std::int64_t>(*ledger::outcomeFromName(*name));
    return filter;
}

json itemBody(const db::Row& row, const ledger::Bytes& entry) {
    return {{"index", row.get<std::int64_t>("index")}, {"entry", ledger::toBase64(entry)}};
}

/// Actors of the entries shown; entries that do not decode are shown as they are, without a name.
void addActor(const ledger::Bytes& bytes, std::set<Uuid>& actors) {
    const auto entry = ledger::decode(bytes);
    if (!entry)
        return;
    for (const auto& person : {entry->fields().actor, entry->fields().actingAs})
        if (person)
            actors.insert(*person);
}

Outcome searchAudit(const AuditParts& parts, const Call& call) {
    const auto filter = filterIn(call.body);
    if (!filter)
        return unexpected(filter.error());
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    std::optional<ledger::Hash> subject;
    if (filter->patient)
        subject = parts.recorder.subjectOf(work->caller().tenant, *filter->patient);
    const auto found = work->run(db::queries::audit_search, filter->actor, filter->action, filter->outcome,
                                 subject, numberIn(call.body, "before"), numberIn(call.body, "after"),
                                 *numberIn(call.body, "limit"), longestPage);
    const auto checkpoint = work->run(db::queries::audit_newest_checkpoint);
    if (auto sent = work->flush(); !sent)
        return unexpected(sent.error());
    json items = json::array();
    std::set<Uuid> actors;
    bool more = false;
    for (const auto row : work->take(found)) {
        more = row.get<bool>("more");
        if (const auto bytes = row.get<std::optional<ledger::Bytes>>("body")) {
            items.push_back(itemBody(row, *bytes));
            addActor(*bytes, actors);
        }
    }
    const auto names = work->run(db::queries::people_by_id, std::vector<Uuid>(actors.begin(), actors.end()));
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json people = json::array();
    for (const auto row : work->take(names))
        people.push_back({{"id", ledger::toText(row.get<Uuid>("id"))},
                          {"display_name", row.get<std::string>("display_name")}});
    const auto heads = work->take(checkpoint);
    auto entry = work->draft();
    if (filter->patient)
        entry.patients = {*filter->patient};
    return Answer{.body = {{"items", std::move(items)},
                           {"people", std::move(people)},
                           {"more", more},
                           {"total", heads.empty() ? 0 : heads.front().get<std::int64_t>("size")}},
                  .entry = std::move(entry),
                  .counted = true}; // it shows nothing that is sealed
}

Outcome readCheckpoint(const AuditParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto newest = work->run(db::queries::audit_newest_checkpoint);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto rows = work->take(newest);
    if (rows.empty()) // nothing is sealed yet
        return refuse(ProblemKind::NotFound);
    return Answer{.body = {{"checkpoint", rows.front().get<std::string>("note")}}};
}

/// Reads a plan's nodes in the caller's own session and finishes the proof.
Result<json, Refused> prove(SessionWork& work, const audit::ProofPlan& plan) {
    std::vector<std::int64_t> levels;
    std::vector<std::int64_t> indexes;
    for (const auto& node : plan.nodes()) {
        levels.push_back(static_cast<std::int64_t>(node.level));
        indexes.push_back(static_cast<std::int64_t>(node.index));
    }
    const auto asked = work.run(db::queries::audit_nodes, levels, indexes);
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    std::vector<ledger::Hash> nodes;
    for (const auto row : work.take(asked))
        nodes.push_back(row.get<ledger::Hash>("hash"));
    const auto proof = plan.complete(nodes);
    if (!proof)
        return refuse(ProblemKind::NotFound);
    json hashes = json::array();
    for (const auto& hash : *proof)
        hashes.push_back(ledger::toBase64(hash));
    return hashes;
}

Outcome inclusionAnswer(SessionWork& work, std::int64_t index, std::int64_t size) {
    const auto plan =
        audit::ProofPlan::inclusion(static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(size));
    if (!plan)
        return refuse(ProblemKind::NotFound);
    auto hashes = prove(work, *plan);
    if (!hashes)
        return unexpected(hashes.error());
    return Answer{.body = {{"index", index}, {"size", size}, {"hashes", std::move(*hashes)}}};
}

Outcome proveInclusion(const AuditParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    return inclusionAnswer(*work, *call.queryInteger("index"), *call.queryInteger("size"));
}

Outcome proveReceipt(const AuditParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto leaf = ledger::hashFromHex(*call.queryText("leaf"));
    const auto sealed = work->run(db::queries::audit_receipt, *leaf);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto rows = work->take(sealed);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    return inclusionAnswer(*work, rows.front().get<std::int64_t>("index"), *call.queryInteger("size"));
}

Outcome proveConsistency(const AuditParts& parts, const Call& call) {
    const auto plan = audit::ProofPlan::consistency(static_cast<std::uint64_t>(*call.queryInteger("from")),
                                                    static_cast<std::uint64_t>(*call.queryInteger("to")));
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (!plan)
        return refuse(ProblemKind::NotFound);
    auto hashes = prove(*work, *plan);
    if (!hashes)
        return unexpected(hashes.error());
    return Answer{.body = {{"hashes", std::move(*hashes)}}};
}

} // namespace

void addAuditHandlers(HandlerTable& table, AuditParts parts) {
    table["searchAudit"] = [parts](const Call& call) { return searchAudit(parts, call); };
    table["readCheckpoint"] = [parts](const Call& call) { return readCheckpoint(parts, call); };
    table["proveInclusion"] = [parts](const Call& call) { return proveInclusion(parts, call); };
    table["proveReceipt"] = [parts](const Call& call) { return proveReceipt(parts, call); };
    table["proveConsistency"] = [parts](const Call& call) { return proveConsistency(parts, call); };
}

} // namespace custos::api
