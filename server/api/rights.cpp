#include "server/api/rights.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

json roleBody(const db::Row& row) {
    return {{"code", row.get<std::string>("code")},
            {"permissions", row.get<std::vector<std::string>>("permissions")}};
}

json flagBody(const db::Row& row) {
    return {{"flag", row.get<std::string>("flag")},
            {"enabled", row.get<bool>("enabled")},
            {"permissions", row.get<std::vector<std::string>>("permissions")},
            {"changed_by", textOrNull(row.get<std::optional<Uuid>>("changed_by"))},
            {"changed_at", textOrNull(row.get<std::optional<ledger::UtcTime>>("changed_at"))}};
}

json overrideBody(const db::Row& row) {
    if (row.isNull("override"))
        return nullptr;
    return {{"effect", row.get<std::string>("override")},
            {"by", textOrNull(row.get<std::optional<Uuid>>("override_by"))},
            {"at", textOrNull(row.get<std::optional<ledger::UtcTime>>("override_at"))}};
}

json rightBody(const db::Row& row) {
    return {{"permission", row.get<std::string>("permission")},
            {"holds", row.get<bool>("holds")},
            {"because", row.get<std::string>("because")},
            {"roles", row.get<std::vector<std::string>>("roles")},
            {"override", overrideBody(row)},
            {"switched_off", row.get<std::vector<std::string>>("switched_off")}};
}

/// A list that is read whole, and its entry with `details`. Who may is asked first, so that a refusal is an
/// entry too.
template<class Body, class... P>
Outcome list(db::Pool& pool, const Call& call, std::vector<ledger::Detail> details, Body bodyOf,
             const db::Query& query, const P&... params) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    auto entry = work->draft();
    entry.details = std::move(details);
    const auto listed = work->run(query, params...);
    if (const auto done = work->tryCommit(); !done)
        return unexpected(refusedAs(done.error(), entry));
    json items = json::array();
    for (const auto row : work->take(listed))
        items.push_back(bodyOf(row));
    return Answer{.body = {{"items", std::move(items)}}, .entry = std::move(entry)};
}

Outcome explainRights(db::Pool& pool, const Call& call) {
    return list(pool, call, {{"account", ledger::toText(*call.id)}}, rightBody, db::queries::user_rights,
                *call.id);
}

Outcome replaceRoles(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auto roles = call.body.at("roles").get<std::vector<std::string>>();
    std::vector<ledger::Detail> held;
    for (const auto& role : roles)
        held.push_back({"role." + role, "held"});
    return changeAccount(
        pool, composer, call, *call.id,
        [&](ChangeWork& work, Answer&) {
            work.run(db::queries::user_replace_roles, *call.id, roles);
            return [] {};
        },
        std::move(held));
}

Outcome setOverride(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auto permission = textIn(call.body, "permission");
    const auto effect = textIn(call.body, "effect");
    return changeAccount(pool, composer, call, *call.id,
                         [&](ChangeWork& work, Answer&) {
                             work.run(db::queries::user_set_override, *call.id, permission, effect);
                             return [] {};
                         },
                         {{"permission", permission}, {"effect", effect}});
}

Outcome setFeatureFlag(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auto flag = textIn(call.body, "flag");
    const bool enabled = call.body.at("enabled").get<bool>();
    return changePractice(pool, composer, call, {{"flag", flag}, {"enabled", enabled ? "yes" : "no"}},
                          [&](ChangeWork& work, Answer&) {
                              work.run(db::queries::feature_flag_set, flag, enabled);
                              return [] {};
                          });
}

} // namespace

void addRightsHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer) {
    table["listRoles"] = [&pool](const Call& call) {
        return list(pool, call, {{"what", "roles"}}, roleBody, db::queries::role_list);
    };
    table["listFeatureFlags"] = [&pool](const Call& call) {
        return list(pool, call, {{"what", "flags"}}, flagBody, db::queries::feature_flag_list);
    };
    table["explainRights"] = [&pool](const Call& call) { return explainRights(pool, call); };
    table["replaceRoles"] = [&pool, &composer](const Call& call) {
        return replaceRoles(pool, composer, call);
    };
    table["setOverride"] = [&pool, &composer](const Call& call) { return setOverride(pool, composer, call); };
    table["setFeatureFlag"] = [&pool, &composer](const Call& call) {
        return setFeatureFlag(pool, composer, call);
    };
}

} // namespace custos::api
