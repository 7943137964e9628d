#include "server/api/break_glass.h"

#include "server/api/change_work.h"
#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/reason.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

/// After which one that was asked for too early has a chance: the tenth of an hour that ten an hour allow.
constexpr int retryAfterSeconds = 360;

struct Asked {
    std::string category;
    std::string reason;
    std::string family;
    std::string given;
    std::string birthDate;
};

unexpected<Refused> notAcceptable(const char* pointer, std::string_view reason) {
    return unexpected(Refused{
        .problem = {.kind = ProblemKind::NotAcceptable, .pointer = pointer, .reason = std::string(reason)}});
}

Asked askedIn(const json& body) {
    return {.category = textIn(body, "category"),
            .reason = textIn(body, "reason"),
            .family = textIn(body, "family"),
            .given = optionalTextIn(body, "given").value_or(""),
            .birthDate = textIn(body, "birth_date")};
}

json bodyOf(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"patient_id", ledger::toText(row.get<Uuid>("named"))},
            {"category", row.get<std::string>("category")},
            {"opened", ledger::toRfc3339(row.get<ledger::UtcTime>("opened_at"))},
            {"until", ledger::toRfc3339(row.get<ledger::UtcTime>("until"))},
            {"seconds_left", row.get<std::int64_t>("seconds_left")}};
}

/// What a request with this key opened, while it stands.
Outcome repeat(ChangeWork& work) {
    const auto id = *work.done();
    const auto standing = work.run(db::queries::break_glass_standing, std::optional<Uuid>(id));
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    const auto rows = work.take(standing);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    auto entry = work.draft();
    entry.breakGlass = id;
    return Answer{.body = bodyOf(rows.front()), .entry = std::move(entry)};
}

Refused refusedBy(const db::DbError& error, audit::Draft draft) {
    draft.outcome = ledger::Outcome::Denied;
    auto refused = toRefused(error);
    if (error.kind == db::ErrorKind::Throttled)
        refused.problem.retryAfterSeconds = retryAfterSeconds;
    if (error.kind == db::ErrorKind::Throttled || error.kind == db::ErrorKind::Forbidden ||
        error.kind == db::ErrorKind::StepUp)
        refused.entry = std::move(draft);
    return refused;
}

/// Under every key that the index has: two while a rotation goes on. Empty when there is no name in it.
std::vector<ledger::Bytes> tokensOf(const phi::TenantKeys& keys, const Asked& asked) {
    std::vector<ledger::Bytes> tokens;
    for (const auto& [version, index] : keys.blindIndexes())
        if (const auto token = index.tokenOfIdentity(asked.family, asked.given, asked.birthDate))
            tokens.emplace_back(token->value.begin(), token->value.end());
    return tokens;
}

/// The row, the alert and the entry are one transaction; what differs is whether the entry names a patient.
/// Throws KeyUnknown where the index has a key by now that was not asked by.
Outcome open(ChangeWork& work, const phi::TenantKeys& keys, const Asked& asked,
             const std::vector<ledger::Bytes>& tokens) {
    const auto id = ledger::randomUuid();
    auto draft = work.draft();
    draft.reason = asked.category;
    draft.reasonWords = asked.reason;
    draft.breakGlass = id;
    const auto opened =
        work.run(db::queries::break_glass_open, id, tokens, asked.category,
                 keys.sealSecret(phi::Field::BreakGlassReason, id, ledger::asBytes(asked.reason)));
    const auto standing = work.run(db::queries::break_glass_standing, std::optional<Uuid>(id));
    const auto newest = work.run(db::queries::index_version);
    if (const auto sent = work.tryFlush(); !sent)
        return unexpected(refusedBy(sent.error(), draft));
    if (work.take(newest).front().get<std::int64_t>("version") >
        keys.newestVersion(phi::KeyPurpose::BlindIndex))
        throw KeyUnknown();
    if (const auto patient = work.take(opened).front().get<std::optional<Uuid>>("patient"))
        draft.patients = {*patient};
    draft.details = {{"match", draft.patients.empty() ? "none" : "one"}};
    work.session().opensNothing();
    const auto receipt = work.record(draft, id);
    if (!receipt)
        return unexpected(receipt.error());
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    return Answer{.body = bodyOf(work.take(standing).front()), .receipt = *receipt};
}

Outcome breakGlass(const BreakGlassParts& parts, const Call& call) {
    const auto asked = askedIn(call.body);
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done())
        return repeat(*work);
    const auto fault = faultOfReason(asked.reason, {asked.category, asked.family, asked.given});
    if (fault)
        return notAcceptable("/reason", *fault);
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    const auto tokens = tokensOf(**keys, asked);
    if (tokens.empty())
        return notAcceptable("/family", "no_name");
    return open(*work, **keys, asked, tokens);
}

Outcome listBrokenGlass(const BreakGlassParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto standing = work->run(db::queries::break_glass_standing, std::optional<Uuid>());
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(standing))
        items.push_back(bodyOf(row));
    return Answer{.body = {{"items", std::move(items)}}};
}

Outcome endBreakGlass(const BreakGlassParts& parts, const Call& call) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto ended = work->run(db::queries::break_glass_end, *call.id);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (!work->take(ended).front().get<bool>("ended"))
        return refuse(ProblemKind::NotFound);
    auto entry = work->draft();
    entry.breakGlass = *call.id;
    return settled(*work, entry, *call.id);
}

} // namespace

void addBreakGlassHandlers(HandlerTable& table, BreakGlassParts parts) {
    table["breakGlass"] = [parts](const Call& call) { return breakGlass(parts, call); };
    table["listBrokenGlass"] = [parts](const Call& call) { return listBrokenGlass(parts, call); };
    table["endBreakGlass"] = [parts](const Call& call) { return endBreakGlass(parts, call); };
}

} // namespace custos::api
