#include "server/api/person_limits.h"
#include "server/api/service.h"
#include "server/api/sign_in.h"
#include "server/auth/auth_database.h"
#include "server/auth/factor_changes.h"
#include "server/auth/factor_check.h"
#include "server/auth/invitations.h"
#include "server/auth/password.h"
#include "server/auth/security_clock.h"
#include "server/auth/sessions.h"
#include "server/auth/sign_in.h"
#include "server/db/pool.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/relay/request_desk.h"
#include "server/workers/graph_worker.h"
#include "server/workers/key_line.h"

#include <thread>

namespace custos::workers {

namespace {

/// Who may come in: passwords, codes, sessions. Members stand in the order in which they need each other.
class AuthGraph {
public:
    AuthGraph(const phi::KeyStore& keys, const Order& order, log::Log& log)
        : audit_(keys, order, log)
        , pool_(order.login(db::Duty::Auth))
        , keyTable_(pool_, pool_)
        // A factor is shown rarely, and its seed may have been sealed anew a moment ago: the table is asked
        // each time.
        , keyring_(keyEncryption_, keyTable_, {.recheck = std::chrono::seconds(0)})
        , passwords_(copyOf(keys, phi::StoredKey::Pepper))
        , database_(pool_)
        , factorCheck_({.database = database_,
                        .keys = keys,
                        .keyring = keyring_,
                        .passwords = passwords_,
                        .audit = audit_.recorder,
                        .clock = clock_})
        , signIn_({.factors = factorCheck_,
                   .database = database_,
                   .keys = keys,
                   .keyring = keyring_,
                   .passwords = passwords_})
        , factorChanges_({.factors = factorCheck_,
                          .database = database_,
                          .keys = keys,
                          .keyring = keyring_,
                          .passwords = passwords_})
        , invitations_({.database = database_,
                        .keys = keys,
                        .keyring = keyring_,
                        .passwords = passwords_,
                        .audit = audit_.recorder,
                        .clock = clock_})
        , sessions_(database_, audit_.recorder)
        , description_(api::Description::builtIn())
        , limits_(api::whoseOf(sessions_), api::PersonAllowances::ofSessions(double(order.requestRate)))
        , service_({.description = description_,
                    .handlers = handlers(),
                    .recorder = audit_.recorder,
                    .log = log,
                    .limits = limits_,
                    .demandFresh = api::demandFreshOf(sessions_)})
        , desk_({.handler =
                     [this](http::Request request, http::Responder responder) {
                         service_.serve(std::move(request), std::move(responder));
                     },
                 .busy = [this] { return service_.refusal(api::ProblemKind::Busy); },
                 .unsendable = [this] { return service_.refusal(api::ProblemKind::Internal); },
                 .touched = [this](const std::string& token) { (void)sessions_.touch(token); },
                 .operations = service_.operations(),
                 .workers = std::thread::hardware_concurrency() + 1}) {}

    void attach(Link link, ipc::Descriptor end) {
        if (link == Link::AuthToKeys)
            keyEncryption_.attach(std::move(end));
        else
            desk_.attach(std::move(end));
    }

private:
    api::HandlerTable handlers() {
        api::HandlerTable table;
        api::addSignInHandlers(table, {.signIn = signIn_, .invitations = invitations_});
        api::addSessionHandlers(table, sessions_);
        api::addFactorHandlers(table, factorChanges_);
        return table;
    }

    RemoteKeyEncryption keyEncryption_;
    AuditDesk audit_;
    db::Pool pool_;
    phi::DbTenantKeyTable keyTable_;
    phi::TenantKeyring keyring_;
    auth::PasswordHasher passwords_;
    auth::SystemSecurityClock clock_;
    auth::AuthDatabase database_;
    auth::FactorCheck factorCheck_;
    auth::SignIn signIn_;
    auth::FactorChanges factorChanges_;
    auth::Invitations invitations_;
    auth::Sessions sessions_;
    api::Description description_;
    api::PersonLimits limits_;
    api::Service service_;
    relay::RequestDesk desk_;
};

} // namespace

WorkerPtr makeAuthWorker(const Order& order, log::Log& log) {
    return std::make_unique<GraphWorker<AuthGraph>>(
        order,
        std::initializer_list<phi::StoredKey>{phi::StoredKey::Pepper, phi::StoredKey::AuditMac,
                                              phi::StoredKey::SubjectHash},
        log);
}

} // namespace custos::workers
