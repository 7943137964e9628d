#include "server/auth/factor_changes.h"

#include "server/auth/auth_database.h"
#include "server/auth/factor_check.h"
#include "server/auth/password.h"
#include "server/auth/password_rules.h"
#include "server/auth/recovery_code.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/phi/key_store.h"
#include "server/phi/tenant_keyring.h"

namespace custos::auth {

using ledger::Uuid;
using phi::Field;

namespace {

constexpr std::chrono::seconds confirmWithin = std::chrono::minutes(10);
constexpr std::chrono::seconds invitationLife = std::chrono::hours(72);

audit::Draft draftOf(ledger::Action action, const LiveSession& live, const Peer& peer) {
    audit::Draft draft;
    draft.tenant = live.tenant;
    draft.actor = live.user;
    draft.session = live.id;
    draft.roles = live.roles;
    draft.source = peer.address;
    draft.action = action;
    return draft;
}

Refusal notAcceptable(std::string pointer, std::string_view reason) {
    return {.denial = Denial::NotAcceptable, .pointer = std::move(pointer), .reason = std::string(reason)};
}

} // namespace

// The password again, and the entry of what it was shown for.
Result<ledger::Hash, Refusal> FactorChanges::allowed(const LiveSession& live, audit::Draft draft,
                                                     std::string_view password) {
    if (auto checked = parts_.factors.passwordAgain(live, draft, password); !checked)
        return unexpected(checked.error());
    return parts_.factors.journal().allow(std::move(draft));
}

Answer<Done> FactorChanges::changePassword(std::string_view token, std::string_view password,
                                           std::string_view chosen, const Peer& peer) {
    const auto live = parts_.factors.liveSession(token);
    if (!live)
        return unexpected(live.error());
    const auto draft = draftOf(ledger::Action::PasswordChange, *live, peer);
    const Account& account = live->account;
    if (const auto fine = acceptable(
            chosen, {account.username, live->displayName, account.practiceCode, live->practiceName});
        !fine)
        return unexpected(
            parts_.factors.journal().deny(draft, notAcceptable("/new_password", name(fine.error()))));
    const auto receipt = allowed(*live, draft, password);
    if (!receipt)
        return unexpected(receipt.error());
    if (!parts_.database.changePassword(*live, parts_.passwords.hash(chosen, account.policy.scheme)))
        return unexpected(unavailable());
    return Audited<Done>{{}, *receipt};
}

Answer<TotpOffer> FactorChanges::beginTotp(std::string_view token, std::string_view password,
                                           const Peer& peer) {
    const auto live = parts_.factors.liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto draft = draftOf(ledger::Action::TotpChange, *live, peer);
    draft.details.push_back({"step", "begin"});
    const auto receipt = allowed(*live, std::move(draft), password);
    if (!receipt)
        return unexpected(receipt.error());
    const auto keys = parts_.keyring.open(live->tenant);
    if (!keys)
        return unexpected(unavailable());
    const TotpSeed seed = newTotpSeed();
    const Uuid row = newId();
    const SealedSeed sealed{Field::PendingTotpSeed, row,
                            (*keys)->sealSecret(Field::PendingTotpSeed, row, seed.view())};
    if (!parts_.database.beginTotpChange(*live, sealed, confirmWithin))
        return unexpected(unavailable());
    return Audited<TotpOffer>{{otpauthUri(seed, "Custos " + live->practiceName, live->account.username)},
                              *receipt};
}

Answer<TotpChanged> FactorChanges::confirmTotp(std::string_view token, std::string_view code,
                                               const Peer& peer) {
    const auto live = parts_.factors.liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto draft = draftOf(ledger::Action::TotpChange, *live, peer);
    draft.details.push_back({"step", "confirm"});
    return replaceTotp(*live, draft, code);
}

Answer<TotpChanged> FactorChanges::replaceTotp(const LiveSession& live, const audit::Draft& draft,
                                               std::string_view code) {
    AttemptJournal& journal = parts_.factors.journal();
    const auto pending = parts_.database.findTotpChange(live);
    const auto keys = parts_.keyring.open(live.tenant);
    if (!pending || !keys)
        return unexpected(unavailable());
    if (!*pending)
        return unexpected(journal.deny(draft, {.denial = Denial::NotFound}));
    const auto step = parts_.factors.matchingStep(live.tenant, **pending, code);
    auto seed = (*keys)->openSecret((*pending)->field, (*pending)->row, (*pending)->sealed);
    if (!step || !seed)
        return unexpected(unavailable());
    if (!*step) // nothing to guess here: the seed was shown to whoever asks
        return unexpected(journal.deny(draft, notAcceptable("/code", "wrong_code")));
    const auto receipt = journal.allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    NewTotp totp{(*keys)->sealSecret(Field::AccountTotpSeed, live.user, ledger::asBytes(*seed)), **step, {}};
    ledger::wipe(*seed);
    auto codes = newRecoveryCodes();
    const RecoveryHasher hasher(parts_.keys);
    for (const std::string& each : codes)
        totp.recoveryHashes.push_back(hasher.hash(live.user, each));
    const auto changed = parts_.database.changeTotp(live, (*pending)->row, totp);
    if (!changed)
        return unexpected(unavailable());
    if (!*changed)
        return unexpected(journal.deny(draft, {.denial = Denial::NotFound}));
    return Audited<TotpChanged>{{std::move(codes)}, *receipt};
}

Answer<FactorsReset> FactorChanges::reset(std::string_view token, std::string_view password, const Uuid& user,
                                          const Peer& peer) {
    const auto live = parts_.factors.liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto draft = draftOf(ledger::Action::FactorsReset, *live, peer);
    draft.details.push_back({"account", ledger::toText(user)});
    const auto right = parts_.database.resetRight(*live, user);
    if (!right)
        return unexpected(unavailable());
    if (*right != ResetRight::Granted)
        return unexpected(parts_.factors.journal().deny(
            draft, {.denial = *right == ResetRight::Refused ? Denial::Forbidden : Denial::NotFound}));
    return resetFor(*live, std::move(draft), password, user);
}

Answer<FactorsReset> FactorChanges::resetFor(const LiveSession& live, audit::Draft draft,
                                             std::string_view password, const Uuid& user) {
    const auto receipt = allowed(live, std::move(draft), password);
    if (!receipt)
        return unexpected(receipt.error());
    const auto keys = parts_.keyring.open(live.tenant);
    if (!keys)
        return unexpected(unavailable());
    Token token = newToken();
    const Uuid id = newId();
    const NewInvitation invitation{id, token.hash,
                                   (*keys)->sealSecret(Field::InvitationTotpSeed, id, newTotpSeed().view()),
                                   invitationLife};
    if (!parts_.database.resetFactors(live, user, invitation))
        return unexpected(unavailable());
    return Audited<FactorsReset>{{std::move(token.text), invitationLife}, *receipt};
}

} // namespace custos::auth
