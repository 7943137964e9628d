#include "server/api/service_accounts.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/auth/token.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

json itemBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"name", row.get<std::string>("name")},
            {"permissions", row.get<std::vector<std::string>>("permissions")},
            {"per_minute", row.get<std::int64_t>("per_minute")},
            {"created_by", ledger::toText(row.get<Uuid>("created_by"))},
            {"created", ledger::toRfc3339(row.get<ledger::UtcTime>("created_at"))},
            {"expires", ledger::toRfc3339(row.get<ledger::UtcTime>("expires_at"))},
            {"last_used", textOrNull(row.get<std::optional<ledger::UtcTime>>("last_used_at"))},
            {"revoked", textOrNull(row.get<std::optional<ledger::UtcTime>>("revoked_at"))}};
}

Outcome listAccounts(db::Pool& pool, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto accounts = work->run(db::queries::service_account_list);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(accounts))
        items.push_back(itemBody(row));
    return Answer{.body = {{"items", std::move(items)}}, .entry = work->draft()};
}

Outcome createAccount(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auth::Token key = auth::newToken();
    const Uuid id = auth::newId();
    const auto expires = composer.now() + std::chrono::days(call.body.at("valid_days").get<std::int64_t>());
    return changeAccount(pool, composer, call, id, [&](ChangeWork& work, Answer& answer) {
        work.run(db::queries::service_account_create, id, textIn(call.body, "name"),
                 call.body.at("permissions").get<std::vector<std::string>>(),
                 call.body.at("per_minute").get<std::int64_t>(), expires, key.hash);
        return [&] {
            answer.status = 200;
            answer.body = {{"id", ledger::toText(id)},
                           {"key", std::string(serviceKeyPrefix) + key.text},
                           {"expires", ledger::toRfc3339(expires)}};
        };
    });
}

Outcome revokeAccount(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    return changeAccount(pool, composer, call, *call.id, [&](ChangeWork& work, Answer&) {
        work.run(db::queries::service_account_revoke, *call.id);
        return [] {};
    });
}

} // namespace

void addServiceAccountHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer) {
    table["listServiceAccounts"] = [&pool](const Call& call) { return listAccounts(pool, call); };
    table["createServiceAccount"] = [&pool, &composer](const Call& call) {
        return createAccount(pool, composer, call);
    };
    table["revokeServiceAccount"] = [&pool, &composer](const Call& call) {
        return revokeAccount(pool, composer, call);
    };
}

} // namespace custos::api
