#include "server/api/users.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/wire.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/db/queries.h"
#include "server/phi/tenant_keyring.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

json itemBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"username", row.get<std::string>("username")},
            {"display_name", row.get<std::string>("display_name")},
            {"provider_id", textOrNull(row.get<std::optional<Uuid>>("provider"))},
            {"roles", row.get<std::vector<std::string>>("roles")},
            {"disabled", !row.isNull("disabled_at")},
            {"enrolled", !row.isNull("enrolled_at")},
            {"recovery_codes", row.get<std::int64_t>("recovery_codes")},
            {"invited_until", textOrNull(row.get<std::optional<ledger::UtcTime>>("invited_until"))},
            {"live_sessions", row.get<std::int64_t>("live_sessions")}};
}

Outcome listUsers(const UserParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto people = work->run(db::queries::user_list);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(people))
        items.push_back(itemBody(row));
    return Answer{.body = {{"items", std::move(items)}}, .entry = work->draft()};
}

Outcome changeWith(const db::Query& query, const UserParts& parts, const Call& call) {
    return changeAccount(parts.pool, parts.composer, call, *call.id, [&](ChangeWork& work, Answer&) {
        work.run(query, *call.id);
        return [] {};
    });
}

Outcome createUser(const UserParts& parts, const Call& call) {
    const Uuid id = auth::newId();
    auto answer = changeAccount(parts.pool, parts.composer, call, id, [&](ChangeWork& work, Answer&) {
        work.run(db::queries::user_create, id, textIn(call.body, "username"),
                 textIn(call.body, "display_name"), call.body.at("roles").get<std::vector<std::string>>(),
                 optionalIdIn(call.body, "provider_id"));
        return [] {};
    });
    if (!answer)
        return answer;
    const auto& made = answer->entry ? answer->entry->details.front().value : ledger::toText(id);
    answer->status = 200;
    answer->body = {{"id", made}};
    return answer;
}

Outcome inviteUser(const UserParts& parts, const Call& call) {
    auth::Token token = auth::newToken();
    const Uuid id = auth::newId();
    const auto invite = [&](ChangeWork& work, Answer& answer) -> Result<std::function<void()>, Refused> {
        const auto keys = openKeys(parts.keyring, work.caller().tenant);
        if (!keys)
            return unexpected(keys.error());
        const auto made =
            work.run(db::queries::user_invite, *call.id, id, token.hash,
                     (*keys)->sealSecret(phi::Field::InvitationTotpSeed, id, auth::newTotpSeed().view()));
        return [&work, &answer, &token, made] {
            answer.status = 200;
            answer.body = {
                {"invitation", token.text},
                {"expires", ledger::toRfc3339(work.take(made).front().get<ledger::UtcTime>("expires"))}};
        };
    };
    return changeAccount(parts.pool, parts.composer, call, *call.id, invite);
}

} // namespace

void addUserHandlers(HandlerTable& table, UserParts parts) {
    table["listUsers"] = [parts](const Call& call) { return listUsers(parts, call); };
    table["createUser"] = [parts](const Call& call) { return createUser(parts, call); };
    table["inviteUser"] = [parts](const Call& call) { return inviteUser(parts, call); };
    table["disableUser"] = [parts](const Call& call) {
        return changeWith(db::queries::user_disable, parts, call);
    };
    table["enableUser"] = [parts](const Call& call) {
        return changeWith(db::queries::user_enable, parts, call);
    };
    table["signOutUser"] = [parts](const Call& call) {
        return changeWith(db::queries::user_sign_out, parts, call);
    };
}

} // namespace custos::api
