#pragma once

#include "server/audit/recorder.h"
#include "server/auth/auth_database.h"
#include "server/auth/factor_check.h"
#include "server/auth/invitations.h"
#include "server/auth/password.h"
#include "server/auth/security_clock.h"
#include "server/auth/sessions.h"
#include "server/auth/sign_in.h"
#include "server/auth/totp.h"
#include "server/db/pool.h"
#include "server/log/log.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/phi/tenant_keyring.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/database.h"

#include <atomic>
#include <gtest/gtest.h>

namespace custos::auth {

/// Real time, plus what a test adds: nobody waits 30 seconds for the next code.
class MovableClock final : public SecurityClock {
public:
    [[nodiscard]] ledger::UtcTime now() const override {
        return SystemSecurityClock().now() + std::chrono::seconds(ahead_.load());
    }
    void advance(std::chrono::seconds by) { ahead_ += by.count(); }

private:
    std::atomic<std::int64_t> ahead_{0};
};

/// One account as its owner knows it.
struct Person {
    ledger::Uuid id;
    std::string name;
    std::string password;
    TotpSeed seed;
    std::vector<std::string> recoveryCodes;
};

[[nodiscard]] TotpSeed seedIn(const std::string& otpauthUri);

/// Why something was refused; nothing where it was not, which is for a test to notice and not to end by.
template<class T>
std::optional<Denial> denialOf(const Result<T, Refusal>& answer) {
    return answer ? std::nullopt : std::optional(answer.error().denial);
}

/// Sign-in as the server has it, over a real PostgreSQL and the real audit writer; only hashing is cheap
/// here. The database is the suite's, what it holds the test's own.
class SignInFixture : public ::testing::Test {
public:
    static void useOneDatabase();

protected:
    SignInFixture();

    ledger::Uuid addPractice(const std::string& code);
    ledger::Uuid addAccount(const std::string& name);
    /// Invited and enrolled like anybody else.
    Person enrol(const std::string& name, const std::string& password = "synthetic horse 9");

    /// A code of a step that is still unused.
    std::string nextCode(const Person& person);
    /// A whole sign-in.
    NewSession signIn(const Person& person, const std::string& device = "desk 1");
    Answer<Challenge> guess(const std::string& name, const std::string& password);
    static std::string sql(const std::string& statement) { return database->superuser(statement); }

    static custos::testing::Database* database;

    phi::TemporaryKeys files;
    db::Pool pool{database->conninfo(db::Duty::Auth), {.size = 8}};
    db::Pool operations{database->conninfo(db::Duty::Operations), {.size = 1}};
    phi::DbTenantKeyTable keyTable{pool, operations};
    phi::TenantKeyring keyring{files.store, keyTable};
    MovableClock clock;
    audit::EntryComposer composer;
    log::Log log{2};
    audit::Writer writer{database->conninfo(db::Duty::Audit), log};
    audit::Recorder recorder{composer, writer};
    AuthDatabase store{pool};
    PasswordHasher passwords{files.store.derive(phi::StoredKey::Pepper, "password"), {1, 64 << 10, 1000}};
    FactorCheck factors{{store, files.store, keyring, passwords, recorder, clock, 16}};
    SignIn service{{factors, store, files.store, keyring, passwords}};
    Invitations invitations{{store, files.store, keyring, passwords, recorder, clock}};
    Sessions sessions{store, recorder};
    const Peer peer{"192.0.2.7"};
    ledger::Uuid practice;
    ledger::Uuid otherPractice;
};

} // namespace custos::auth
