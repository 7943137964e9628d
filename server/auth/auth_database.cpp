#include "server/auth/auth_database.h"

#include "server/audit/incidents.h"
#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::auth {

namespace queries = db::queries;

using db::Row;
using db::Rows;
using ledger::Hash;
using ledger::Uuid;

namespace {

std::int64_t seconds(std::chrono::seconds duration) {
    return duration.count();
}

std::chrono::seconds secondsIn(const Row& row, std::string_view column) {
    return std::chrono::seconds(row.get<std::int64_t>(column));
}

UserInfo userIn(const Row& row) {
    return {row.get<Uuid>("id"),
            row.get<std::string>("username"),
            row.get<std::string>("display_name"),
            row.get<std::vector<std::string>>("roles"),
            row.get<std::vector<std::string>>("permissions"),
            row.get<std::optional<Uuid>>("provider")};
}

SessionItem sessionIn(const Row& row) {
    return {row.get<Uuid>("id"),
            row.get<Uuid>("account"),
            row.get<std::string>("display_name"),
            row.get<ledger::UtcTime>("created_at"),
            row.get<ledger::UtcTime>("last_seen_at"),
            row.get<ledger::UtcTime>("absolute_expiry"),
            row.get<std::string>("device"),
            false};
}

SignInPolicy policyIn(const Row& row) {
    return {{int(row.get<std::int64_t>("lockout_failures")), secondsIn(row, "lockout_seconds")},
            passwordSchemeFrom(row.get<std::string>("password_scheme")).value_or(PasswordScheme::Argon2id)};
}

// Somebody who has shown a factor before.
Account accountIn(const Row& row, std::string passwordHash) {
    return {row.get<Uuid>("tenant"),
            row.get<Uuid>("account"),
            row.get<std::string>("practice_code"),
            row.get<std::string>("username"),
            std::move(passwordHash),
            row.get<std::vector<std::string>>("roles"),
            policyIn(row),
            false};
}

// One statement, one transaction.
template<class... P>
Stored<Rows> runAlone(db::Pool& pool, const db::Query& query, const P&... params) {
    auto connection = pool.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    const auto ticket = work.run(query, params...);
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    return work.take(ticket);
}

template<class... P>
Stored<void> runBlind(db::Pool& pool, const db::Query& query, const P&... params) {
    const auto rows = runAlone(pool, query, params...);
    if (!rows)
        return unexpected(rows.error());
    return {};
}

// For statements that answer with one row, or none where the condition did not hold.
template<class... P>
Stored<bool> didSomething(db::Pool& pool, const db::Query& query, const P&... params) {
    const auto rows = runAlone(pool, query, params...);
    if (!rows)
        return unexpected(rows.error());
    return !rows->empty();
}

} // namespace

Stored<Account> AuthDatabase::findAccount(std::string_view practice, std::string_view username) {
    const auto rows = runAlone(pool_, queries::auth_find_account, practice, username);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    const Row row = rows->front();
    return Account{row.get<Uuid>("tenant"),
                   row.get<std::optional<Uuid>>("account"),
                   std::string(practice),
                   std::string(username),
                   row.get<std::string>("password_hash"),
                   row.get<std::vector<std::string>>("roles"),
                   policyIn(row),
                   row.get<bool>("one_factor")};
}

Stored<Uuid> AuthDatabase::platform() {
    const auto rows = runAlone(pool_, queries::auth_platform);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    return rows->front().get<Uuid>("id");
}

Stored<Guess> AuthDatabase::countGuess(std::int64_t place, const LockoutPolicy& policy) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    const auto counting =
        work.run(queries::auth_count_guess, place, policy.failures, seconds(policy.duration));
    // A statement of its own: it has to see the row that the first one met locked.
    const auto asking = work.run(queries::auth_guess_lock, place);
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    const Rows counted = work.take(counting);
    const Rows seen = work.take(asking);
    if (seen.empty())
        return unexpected(StoreError::Unavailable);
    const Row row = counted.empty() ? seen.front() : counted.front();
    return Guess{!counted.empty(), int(row.get<std::int64_t>("failures")),
                 row.get<std::optional<ledger::UtcTime>>("locked_until")};
}

Stored<void> AuthDatabase::takeBackGuess(std::int64_t place) {
    return runBlind(pool_, queries::auth_take_back_guess, place);
}

Stored<void> AuthDatabase::forgetGuesses(std::int64_t place) {
    return runBlind(pool_, queries::auth_forget_guesses, place);
}

Stored<void> AuthDatabase::openChallenge(const Uuid& tenant, const Uuid& user, const Hash& challenge,
                                         std::chrono::seconds life) {
    return runBlind(pool_, queries::auth_open_challenge, tenant, user, challenge, seconds(life));
}

Stored<std::optional<LiveChallenge>> AuthDatabase::findChallenge(const Hash& challenge) {
    const auto rows = runAlone(pool_, queries::auth_find_challenge, challenge);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    const Row row = rows->front();
    return LiveChallenge{accountIn(row, {}), row.get<ledger::Bytes>("sealed_seed")};
}

Stored<bool> AuthDatabase::useStep(const Hash& challenge, const LiveChallenge& live, std::int64_t step) {
    return useBoth(queries::auth_use_totp_step, challenge, {live.account.tenant, *live.account.user, step});
}

Stored<bool> AuthDatabase::useRecoveryCode(const Hash& challenge, const LiveChallenge& live,
                                           const Hash& code) {
    return useBoth(queries::auth_use_recovery_code, challenge,
                   {live.account.tenant, *live.account.user, code});
}

Stored<bool> AuthDatabase::useBoth(const db::Query& useCode, const Hash& challenge,
                                   const std::vector<db::Param>& code) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    const auto usedCode = work.queue(useCode, code);
    const auto usedChallenge = work.run(queries::auth_use_challenge, challenge);
    if (!work.flush())
        return unexpected(StoreError::Unavailable);
    // Leaving without commit undoes the one that was still unused.
    if (work.take(usedCode).empty() || work.take(usedChallenge).empty())
        return false;
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    return true;
}

Stored<void> AuthDatabase::storePasswordHash(const Uuid& tenant, const Uuid& user, std::string_view hash) {
    return runBlind(pool_, queries::auth_store_password, tenant, user, hash);
}

Stored<MintedSession> AuthDatabase::mint(const Uuid& tenant, const Uuid& user, const SessionToMint& session) {
    const auto rows = runAlone(pool_, queries::auth_mint_session, tenant, user, session.id, session.tokenHash,
                               session.device, session.source, session.twoFactors);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    const Row row = rows->front();
    return MintedSession{row.get<ledger::UtcTime>("absolute_expiry"), secondsIn(row, "idle_seconds")};
}

Stored<SealedShare> AuthDatabase::cacheShare(const Uuid& tenant, const Uuid& user, std::string_view device,
                                             const SealedShare& fresh) {
    const auto rows =
        runAlone(pool_, queries::auth_cache_share, tenant, user, device, fresh.id, fresh.sealed);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    return SealedShare{rows->front().get<Uuid>("id"), rows->front().get<ledger::Bytes>("sealed")};
}

Stored<UserInfo> AuthDatabase::userInfo(const Uuid& tenant, const Uuid& user) {
    const auto rows = runAlone(pool_, queries::auth_user_info, tenant, user);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    return userIn(rows->front());
}

Stored<PracticeInfo> AuthDatabase::practiceInfo(const Uuid& tenant) {
    const auto rows = runAlone(pool_, queries::auth_practice_info, tenant);
    if (!rows || rows->empty())
        return unexpected(StoreError::Unavailable);
    const Row row = rows->front();
    return PracticeInfo{row.get<Uuid>("id"), row.get<std::string>("code"), row.get<std::string>("name"),
                        row.get<std::string>("time_zone"), int(row.get<std::int64_t>("idle_lock_seconds"))};
}

Stored<std::optional<LiveSession>> AuthDatabase::findSession(const Hash& token) {
    const auto rows = runAlone(pool_, queries::auth_find_session, token);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    const Row row = rows->front();
    return LiveSession{row.get<Uuid>("id"),
                       row.get<Uuid>("tenant"),
                       row.get<Uuid>("account"),
                       accountIn(row, row.get<std::string>("password_hash")),
                       row.get<std::string>("practice_name"),
                       row.get<std::string>("display_name"),
                       row.get<std::string>("device"),
                       row.get<std::vector<std::string>>("roles"),
                       row.get<std::vector<std::string>>("permissions"),
                       row.get<ledger::UtcTime>("absolute_expiry"),
                       secondsIn(row, "idle_seconds"),
                       row.get<bool>("fresh")};
}

Stored<std::optional<ledger::Bytes>> AuthDatabase::sealedSeed(const Uuid& tenant, const Uuid& user) {
    const auto rows = runAlone(pool_, queries::auth_sealed_seed, tenant, user);
    if (!rows)
        return unexpected(rows.error());
    return rows->empty() ? std::nullopt : std::optional(rows->front().get<ledger::Bytes>("sealed_seed"));
}

Stored<bool> AuthDatabase::useStepAlone(const Uuid& tenant, const Uuid& user, std::int64_t step) {
    return didSomething(pool_, queries::auth_use_totp_step, tenant, user, step);
}

Stored<std::optional<SteppedUpSession>> AuthDatabase::stepUp(const Hash& token, const Hash& fresh) {
    const auto rows = runAlone(pool_, queries::auth_step_up, token, fresh);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    const Row row = rows->front();
    return SteppedUpSession{row.get<ledger::UtcTime>("absolute_expiry"), secondsIn(row, "idle_seconds"),
                            row.get<ledger::UtcTime>("fresh_until")};
}

Stored<bool> AuthDatabase::useChallengeAlone(const Hash& challenge) {
    return didSomething(pool_, queries::auth_use_challenge_alone, challenge);
}

Stored<void> AuthDatabase::noteLockout(const Uuid& tenant, std::optional<Uuid> user) {
    return runBlind(pool_, queries::auth_note_lockout, tenant, user);
}

Stored<void> AuthDatabase::touch(const Hash& token) {
    return runBlind(pool_, queries::auth_touch_session, token);
}

Stored<std::vector<SessionItem>> AuthDatabase::sessionsOf(const Uuid& tenant, std::optional<Uuid> user) {
    const auto rows = runAlone(pool_, queries::auth_list_sessions, tenant, user);
    if (!rows)
        return unexpected(rows.error());
    std::vector<SessionItem> items;
    for (const Row row : *rows)
        items.push_back(sessionIn(row));
    return items;
}

Stored<bool> AuthDatabase::endSession(const Uuid& tenant, std::optional<Uuid> user, const Uuid& session,
                                      bool withCacheShare) {
    return didSomething(pool_, queries::auth_end_session, tenant, user, session, withCacheShare);
}

Stored<bool> AuthDatabase::invite(const Uuid& tenant, const Uuid& user, const Uuid& invitation,
                                  const Hash& token, const ledger::Bytes& sealedSeed,
                                  std::chrono::seconds life) {
    return didSomething(pool_, queries::auth_invite, tenant, user, invitation, token, sealedSeed,
                        seconds(life));
}

Stored<std::optional<Invitee>> AuthDatabase::findInvitation(const Hash& token) {
    const auto rows = runAlone(pool_, queries::auth_find_invitation, token);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    const Row row = rows->front();
    return Invitee{
        row.get<Uuid>("id"),
        row.get<Uuid>("tenant"),
        row.get<Uuid>("account"),
        row.get<std::string>("practice_code"),
        row.get<std::string>("practice_name"),
        row.get<std::string>("username"),
        row.get<std::string>("display_name"),
        row.get<ledger::Bytes>("sealed_seed"),
        passwordSchemeFrom(row.get<std::string>("password_scheme")).value_or(PasswordScheme::Argon2id)};
}

Stored<bool> AuthDatabase::accept(const Hash& token, const NewFactors& factors) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    const auto used = work.run(queries::auth_use_invitation, token);
    if (!work.flush())
        return unexpected(StoreError::Unavailable);
    const Rows invitation = work.take(used);
    if (invitation.empty())
        return false;
    const Uuid tenant = invitation.front().get<Uuid>("tenant");
    const Uuid account = invitation.front().get<Uuid>("account");
    work.run(queries::auth_end_all_sessions, tenant, account);
    work.run(queries::auth_replace_password, tenant, account, factors.passwordHash);
    work.run(queries::auth_replace_totp, tenant, account, factors.sealedSeed, factors.usedStep);
    work.run(queries::auth_forget_recovery_codes, tenant, account);
    work.run(queries::auth_add_recovery_codes, tenant, account, factors.recoveryHashes);
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    return true;
}

namespace {

// Sends what is queued, all or nothing.
Stored<void> finished(db::Transaction& work) {
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    return {};
}

} // namespace

namespace {

/// So that somebody else learns of it when it was not the person who changed them.
void tellOfChange(db::Transaction& work, const LiveSession& live) {
    audit::raise(work, {.kind = audit::IncidentKind::FactorChanged,
                        .tenant = live.tenant,
                        .actor = live.user,
                        .subjectAccount = live.user,
                        .session = live.id});
}

} // namespace

Stored<void> AuthDatabase::changePassword(const LiveSession& live, std::string_view hash) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    work.run(queries::auth_replace_password, live.tenant, live.user, hash);
    work.run(queries::auth_end_other_sessions, live.tenant, live.user, live.id, live.device);
    tellOfChange(work, live);
    return finished(work);
}

Stored<void> AuthDatabase::beginTotpChange(const LiveSession& live, const SealedSeed& seed,
                                           std::chrono::seconds life) {
    return runBlind(pool_, queries::auth_begin_totp_change, live.tenant, live.user, seed.row, live.id,
                    seed.sealed, seconds(life));
}

Stored<std::optional<SealedSeed>> AuthDatabase::findTotpChange(const LiveSession& live) {
    const auto rows = runAlone(pool_, queries::auth_find_totp_change, live.tenant, live.user, live.id);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    return SealedSeed{phi::Field::PendingTotpSeed, rows->front().get<Uuid>("id"),
                      rows->front().get<ledger::Bytes>("sealed_seed")};
}

Stored<bool> AuthDatabase::changeTotp(const LiveSession& live, const Uuid& change, const NewTotp& totp) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    const auto used = work.run(queries::auth_use_totp_change, live.tenant, live.user, change);
    if (!work.flush())
        return unexpected(StoreError::Unavailable);
    if (work.take(used).empty())
        return false;
    work.run(queries::auth_replace_totp, live.tenant, live.user, totp.sealedSeed, totp.usedStep);
    work.run(queries::auth_forget_recovery_codes, live.tenant, live.user);
    work.run(queries::auth_add_recovery_codes, live.tenant, live.user, totp.recoveryHashes);
    work.run(queries::auth_end_other_sessions, live.tenant, live.user, live.id, live.device);
    tellOfChange(work, live);
    if (!work.commit())
        return unexpected(StoreError::Unavailable);
    return true;
}

Stored<ResetRight> AuthDatabase::resetRight(const LiveSession& live, const Uuid& user) {
    const auto rows = runAlone(pool_, queries::auth_may_manage, live.tenant, live.user, user);
    if (!rows)
        return unexpected(rows.error());
    if (rows->empty())
        return ResetRight::NoSuchAccount;
    const bool granted = rows->front().get<bool>("allowed") && !rows->front().get<bool>("disabled");
    return granted ? ResetRight::Granted : ResetRight::Refused;
}

Stored<void> AuthDatabase::resetFactors(const LiveSession& by, const Uuid& user,
                                        const NewInvitation& invitation) {
    auto connection = pool_.acquire();
    if (!connection)
        return unexpected(StoreError::Unavailable);
    auto work = (*connection)->begin();
    work.run(queries::auth_end_all_sessions, by.tenant, user);
    work.run(queries::auth_forget_factors, by.tenant, user);
    work.run(queries::auth_invite, by.tenant, user, invitation.id, invitation.tokenHash,
             invitation.sealedSeed, seconds(invitation.life));
    audit::raise(work, {.kind = audit::IncidentKind::FactorReset,
                        .tenant = by.tenant,
                        .actor = by.user,
                        .subjectAccount = user,
                        .session = by.id});
    return finished(work);
}

} // namespace custos::auth
