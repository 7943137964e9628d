#include "server/api/sign_in_policy.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

Outcome readPolicy(db::Pool& pool, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto policy = work->run(db::queries::sign_in_policy_read);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto rows = work->take(policy);
    const auto row = rows.front();
    return Answer{.body = {{"lockout_failures", row.get<std::int64_t>("lockout_failures")},
                           {"lockout_minutes", row.get<std::int64_t>("lockout_minutes")},
                           {"password_scheme", row.get<std::string>("password_scheme")},
                           {"second_factor", row.get<std::string>("second_factor")}},
                  .entry = work->draft()};
}

Outcome changePolicy(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auto& body = call.body;
    const std::vector<ledger::Detail> details{{"lockout_failures", body.at("lockout_failures").dump()},
                                              {"lockout_minutes", body.at("lockout_minutes").dump()},
                                              {"password_scheme", textIn(body, "password_scheme")},
                                              {"second_factor", textIn(body, "second_factor")}};
    return changePractice(pool, composer, call, details, [&](ChangeWork& work, Answer&) {
        work.run(db::queries::sign_in_policy_change, body.at("lockout_failures").get<std::int64_t>(),
                 body.at("lockout_minutes").get<std::int64_t>(), textIn(body, "password_scheme"),
                 textIn(body, "second_factor"));
        return [] {};
    });
}

} // namespace

void addSignInPolicyHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer) {
    table["readSignInPolicy"] = [&pool](const Call& call) { return readPolicy(pool, call); };
    table["changeSignInPolicy"] = [&pool, &composer](const Call& call) {
        return changePolicy(pool, composer, call);
    };
}

} // namespace custos::api
