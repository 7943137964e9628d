#include "server/auth/sign_in.h"

#include "server/audit/recorder.h"
#include "server/auth/factor_check.h"
#include "server/auth/password.h"
#include "server/auth/recovery_code.h"
#include "server/auth/token.h"
#include "server/phi/key_material.h"
#include "server/phi/key_store.h"
#include "server/phi/tenant_keyring.h"

namespace custos::auth {

using ledger::Hash;
using ledger::Uuid;

namespace {

constexpr std::chrono::seconds challengeLife = std::chrono::minutes(5);

audit::Draft draftOf(ledger::Action action, std::string_view factor, const Uuid& tenant,
                     std::optional<Uuid> actor, std::vector<std::string> roles, const Peer& peer) {
    audit::Draft draft;
    draft.tenant = tenant;
    draft.actor = actor;
    draft.roles = std::move(roles);
    draft.source = peer.address;
    draft.action = action;
    draft.details.push_back({"factor", std::string(factor)});
    return draft;
}

audit::Draft draftOf(ledger::Action action, std::string_view factor, const Account& account,
                     const Peer& peer) {
    return draftOf(action, factor, account.tenant, account.user, account.roles, peer);
}

audit::Draft draftOf(ledger::Action action, std::string_view factor, const LiveSession& session,
                     const Peer& peer) {
    auto draft = draftOf(action, factor, session.account, peer);
    draft.session = session.id;
    return draft;
}

Refusal notSignedIn() {
    return {.denial = Denial::NotSignedIn};
}

} // namespace

class SignIn::Impl {
public:
    explicit Impl(Parts parts)
        : parts_(parts)
        , factors_(parts.factors)
        , recovery_(parts.keys) {}

    Answer<Challenge> begin(std::string_view practice, std::string_view username, std::string_view password,
                            const Peer& peer);
    Answer<NewSession> answerTotp(std::string_view challenge, std::string_view code, std::string_view device,
                                  const Peer& peer);
    Answer<NewSession> answerRecovery(std::string_view challenge, std::string_view code,
                                      std::string_view device, const Peer& peer);
    Answer<NewSession> finish(std::string_view challenge, std::string_view device, const Peer& peer);
    Answer<Unlocked> unlock(std::string_view token, std::string_view password, const Peer& peer);
    Answer<SteppedUp> stepUp(std::string_view token, std::optional<std::string_view> password,
                             std::string_view code, const Peer& peer);

private:
    struct Answering {
        Hash challenge;
        LiveChallenge live;
        audit::Draft draft;
    };

    // Whose challenge it is; a refusal for one that nobody holds: whose it was is not known any more.
    Result<Answering, Refusal> answering(std::string_view challenge, ledger::Action action,
                                         std::string_view factor, const Peer& peer);
    Refusal denyNobody(ledger::Action action, std::string_view factor, const Peer& peer);

    Answer<Challenge> openChallenge(const Account& account, const audit::Draft& draft);
    Answer<NewSession> admit(const Answering& who, std::string_view device, bool twoFactors);
    Answer<NewSession> mint(const Account& account, std::string_view device, audit::Draft draft,
                            bool twoFactors);
    Stored<ledger::SecretKey<32>> cacheShare(const Uuid& tenant, const Uuid& user, std::string_view device);
    Stored<bool> useTotp(const Answering& who, std::string_view code);
    Stored<bool> useLiveCode(const LiveSession& session, std::string_view code);
    Result<void, Refusal> checkStepUp(const LiveSession& session, const audit::Draft& draft,
                                      std::optional<std::string_view> password, std::string_view code);

    Parts parts_;
    FactorCheck& factors_;
    RecoveryHasher recovery_;
};

Refusal SignIn::Impl::denyNobody(ledger::Action action, std::string_view factor, const Peer& peer) {
    const auto platform = parts_.database.platform();
    if (!platform)
        return unavailable();
    return factors_.journal().deny(draftOf(action, factor, *platform, std::nullopt, {}, peer), notSignedIn());
}

Answer<Challenge> SignIn::Impl::begin(std::string_view practice, std::string_view username,
                                      std::string_view password, const Peer& peer) {
    const auto account = parts_.database.findAccount(canonicalName(practice), canonicalName(username));
    if (!account)
        return unexpected(unavailable());
    const auto draft = draftOf(ledger::Action::SessionSignIn, "password", *account, peer);
    if (auto checked = factors_.password(*account, draft, password); !checked)
        return unexpected(checked.error());
    // The count stays at what it was: only both factors clear it, or a known password would buy
    // unlimited guesses at the second.
    if (!factors_.takeBack(*account))
        return unexpected(unavailable());
    const auto scheme = account->policy.scheme;
    if (parts_.passwords.outdated(account->passwordHash, scheme))
        (void)parts_.database.storePasswordHash(account->tenant, *account->user,
                                                parts_.passwords.hash(password, scheme));
    return openChallenge(*account, draft);
}

Answer<Challenge> SignIn::Impl::openChallenge(const Account& account, const audit::Draft& draft) {
    const auto receipt = factors_.journal().allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    Token challenge = newToken();
    if (!parts_.database.openChallenge(account.tenant, *account.user, challenge.hash, challengeLife))
        return unexpected(unavailable());
    std::vector<std::string> methods{"totp", "recovery"};
    if (account.oneFactorSuffices)
        methods.insert(methods.begin(), "none");
    return Audited<Challenge>{{std::move(challenge.text), std::move(methods)}, *receipt};
}

Result<SignIn::Impl::Answering, Refusal> SignIn::Impl::answering(std::string_view challenge,
                                                                 ledger::Action action,
                                                                 std::string_view factor, const Peer& peer) {
    const auto hash = tokenHash(challenge);
    if (!hash)
        return unexpected(denyNobody(action, factor, peer));
    auto live = parts_.database.findChallenge(*hash);
    if (!live)
        return unexpected(unavailable());
    if (!*live)
        return unexpected(denyNobody(action, factor, peer));
    auto draft = draftOf(action, factor, (*live)->account, peer);
    return Answering{*hash, std::move(**live), std::move(draft)};
}

Answer<NewSession> SignIn::Impl::answerTotp(std::string_view challenge, std::string_view code,
                                            std::string_view device, const Peer& peer) {
    const auto who = answering(challenge, ledger::Action::SessionSignIn, "totp", peer);
    if (!who)
        return unexpected(who.error());
    if (auto checked = factors_.counted(who->live.account, who->draft, [&] { return useTotp(*who, code); });
        !checked)
        return unexpected(checked.error());
    return admit(*who, device, true);
}

Answer<NewSession> SignIn::Impl::answerRecovery(std::string_view challenge, std::string_view code,
                                                std::string_view device, const Peer& peer) {
    const auto who = answering(challenge, ledger::Action::SessionRecover, "recovery", peer);
    if (!who)
        return unexpected(who.error());
    const Hash hash = recovery_.hash(*who->live.account.user, code);
    if (auto checked = factors_.counted(
            who->live.account, who->draft,
            [&] { return parts_.database.useRecoveryCode(who->challenge, who->live, hash); });
        !checked)
        return unexpected(checked.error());
    return admit(*who, device, true);
}

Answer<NewSession> SignIn::Impl::finish(std::string_view challenge, std::string_view device,
                                        const Peer& peer) {
    const auto who = answering(challenge, ledger::Action::SessionSignIn, "none", peer);
    if (!who)
        return unexpected(who.error());
    const auto used = parts_.database.useChallengeAlone(who->challenge);
    if (!used)
        return unexpected(unavailable());
    if (!*used)
        return unexpected(factors_.journal().deny(who->draft, {.denial = Denial::Forbidden}));
    return admit(*who, device, false);
}

Answer<NewSession> SignIn::Impl::admit(const Answering& who, std::string_view device, bool twoFactors) {
    auto minted = mint(who.live.account, device, who.draft, twoFactors);
    if (minted && !factors_.forget(who.live.account))
        return unexpected(unavailable());
    return minted;
}

Stored<bool> SignIn::Impl::useTotp(const Answering& who, std::string_view code) {
    const Account& account = who.live.account;
    const auto step = factors_.matchingStep(
        account.tenant, {phi::Field::AccountTotpSeed, *account.user, who.live.sealedSeed}, code);
    if (!step)
        return unexpected(step.error());
    return *step ? parts_.database.useStep(who.challenge, who.live, **step) : false;
}

Answer<NewSession> SignIn::Impl::mint(const Account& account, std::string_view device, audit::Draft draft,
                                      bool twoFactors) {
    SessionToMint session{newId(), {}, std::string(device), draft.source, twoFactors};
    // Recorded first: a session without an entry must not exist, an entry without a session is harmless.
    draft.session = session.id;
    const auto receipt = factors_.journal().allow(std::move(draft));
    if (!receipt)
        return unexpected(receipt.error());
    auto share = cacheShare(account.tenant, *account.user, device);
    auto user = parts_.database.userInfo(account.tenant, *account.user);
    auto practice = parts_.database.practiceInfo(account.tenant);
    if (!share || !user || !practice)
        return unexpected(unavailable());
    Token token = newToken();
    session.tokenHash = token.hash;
    const auto minted = parts_.database.mint(account.tenant, *account.user, session);
    if (!minted)
        return unexpected(unavailable());
    return Audited<NewSession>{{session.id, std::move(token.text), minted->absoluteExpiry, minted->idle,
                                std::move(*share), std::move(*user), std::move(*practice)},
                               *receipt};
}

Stored<ledger::SecretKey<32>> SignIn::Impl::cacheShare(const Uuid& tenant, const Uuid& user,
                                                       std::string_view device) {
    const auto keys = parts_.keyring.open(tenant);
    if (!keys)
        return unexpected(StoreError::Unavailable);
    const Uuid row = newId();
    const auto fresh = (*keys)->sealSecret(phi::Field::AccountCacheShare, row, phi::randomKey().view());
    const auto stored = parts_.database.cacheShare(tenant, user, device, {row, fresh});
    if (!stored)
        return unexpected(stored.error());
    auto share = (*keys)->openSecret(phi::Field::AccountCacheShare, stored->id, stored->sealed);
    if (!share || share->size() != 32)
        return unexpected(StoreError::Unavailable);
    ledger::SecretKey<32> key(ledger::asBytes(*share).first<32>());
    ledger::wipe(*share);
    return key;
}

Answer<Unlocked> SignIn::Impl::unlock(std::string_view token, std::string_view password, const Peer& peer) {
    const auto live = factors_.liveSession(token);
    if (!live)
        return unexpected(live.error());
    const auto draft = draftOf(ledger::Action::SessionUnlock, "password", *live, peer);
    if (auto checked = factors_.passwordAgain(*live, draft, password); !checked)
        return unexpected(checked.error());
    const auto receipt = factors_.journal().allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    auto share = cacheShare(live->tenant, live->user, live->device);
    if (!share || !parts_.database.touch(*tokenHash(token)))
        return unexpected(unavailable());
    return Audited<Unlocked>{{std::move(*share), live->absoluteExpiry, live->idle}, *receipt};
}

Stored<bool> SignIn::Impl::useLiveCode(const LiveSession& session, std::string_view code) {
    const auto sealed = parts_.database.sealedSeed(session.tenant, session.user);
    if (!sealed || !*sealed)
        return unexpected(StoreError::Unavailable);
    const auto step =
        factors_.matchingStep(session.tenant, {phi::Field::AccountTotpSeed, session.user, **sealed}, code);
    if (!step)
        return unexpected(step.error());
    return *step ? parts_.database.useStepAlone(session.tenant, session.user, **step) : false;
}

Result<void, Refusal> SignIn::Impl::checkStepUp(const LiveSession& session, const audit::Draft& draft,
                                                std::optional<std::string_view> password,
                                                std::string_view code) {
    if (password)
        if (auto checked = factors_.passwordAgain(session, draft, *password); !checked)
            return checked;
    return factors_.counted(session.account, draft, [&] { return useLiveCode(session, code); });
}

Answer<SteppedUp> SignIn::Impl::stepUp(std::string_view token, std::optional<std::string_view> password,
                                       std::string_view code, const Peer& peer) {
    const auto live = factors_.liveSession(token);
    if (!live)
        return unexpected(live.error());
    const auto draft =
        draftOf(ledger::Action::SessionStepUp, password ? "password+totp" : "totp", *live, peer);
    if (auto checked = checkStepUp(*live, draft, password, code); !checked)
        return unexpected(checked.error());
    const auto receipt = factors_.journal().allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    Token fresh = newToken();
    const auto stepped = parts_.database.stepUp(*tokenHash(token), fresh.hash);
    if (!stepped || !factors_.takeBack(live->account))
        return unexpected(unavailable());
    if (!*stepped)
        return unexpected(factors_.journal().deny(draft, notSignedIn()));
    return Audited<SteppedUp>{
        {std::move(fresh.text), (*stepped)->freshUntil, (*stepped)->absoluteExpiry, (*stepped)->idle},
        *receipt};
}

SignIn::SignIn(Parts parts)
    : impl_(std::make_unique<Impl>(parts)) {}
SignIn::~SignIn() = default;

Answer<Challenge> SignIn::begin(std::string_view practice, std::string_view username,
                                std::string_view password, const Peer& peer) {
    return impl_->begin(practice, username, password, peer);
}

Answer<NewSession> SignIn::answerTotp(std::string_view challenge, std::string_view code,
                                      std::string_view device, const Peer& peer) {
    return impl_->answerTotp(challenge, code, device, peer);
}

Answer<NewSession> SignIn::answerRecovery(std::string_view challenge, std::string_view code,
                                          std::string_view device, const Peer& peer) {
    return impl_->answerRecovery(challenge, code, device, peer);
}

Answer<NewSession> SignIn::finish(std::string_view challenge, std::string_view device, const Peer& peer) {
    return impl_->finish(challenge, device, peer);
}

Answer<Unlocked> SignIn::unlock(std::string_view token, std::string_view password, const Peer& peer) {
    return impl_->unlock(token, password, peer);
}

Answer<SteppedUp> SignIn::stepUp(std::string_view token, std::optional<std::string_view> password,
                                 std::string_view code, const Peer& peer) {
    return impl_->stepUp(token, password, code, peer);
}

} // namespace custos::auth
