#include "server/auth/sign_in.h"

#include "server/audit/recorder.h"
#include "server/auth/attempt_journal.h"
#include "server/auth/guess_counter.h"
#include "server/auth/password.h"
#include "server/auth/recovery_code.h"
#include "server/auth/security_clock.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/phi/key_material.h"
#include "server/phi/key_store.h"
#include "server/phi/tenant_keyring.h"

#include <algorithm>
#include <semaphore>

namespace custos::auth {

using ledger::Hash;
using ledger::Uuid;

namespace {

constexpr std::chrono::seconds challengeLife = std::chrono::minutes(5);
constexpr std::chrono::seconds retryAfter{5};
constexpr std::ptrdiff_t mostPasswords = 64;

// One of the few places where a password may be checked right now.
class PasswordPlace {
public:
    using Semaphore = std::counting_semaphore<mostPasswords>;

    PasswordPlace(Semaphore& semaphore, std::chrono::milliseconds patience)
        : semaphore_(semaphore)
        , taken_(semaphore.try_acquire_for(patience)) {}
    PasswordPlace(const PasswordPlace&) = delete;
    PasswordPlace& operator=(const PasswordPlace&) = delete;
    ~PasswordPlace() {
        if (taken_)
            semaphore_.release();
    }
    [[nodiscard]] bool isTaken() const { return taken_; }

private:
    Semaphore& semaphore_;
    bool taken_;
};

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

audit::Draft draftOf(ledger::Action action, std::string_view factor, const LiveSession& session,
                     const Peer& peer) {
    auto draft = draftOf(action, factor, session.tenant, session.user, session.roles, peer);
    draft.session = session.id;
    return draft;
}

Refusal throttled() {
    return {.denial = Denial::Throttled, .retryAfter = retryAfter};
}
Refusal notSignedIn() {
    return {.denial = Denial::NotSignedIn};
}

} // namespace

class SignIn::Impl {
public:
    explicit Impl(Parts parts)
        : parts_(parts)
        , journal_(parts.audit)
        , guesses_(parts.database, parts.keys.derive(phi::StoredKey::Pepper, "custos lockout place 1"),
                   parts.lockout)
        , recovery_(parts.keys)
        , passwordPlaces_(std::clamp<std::ptrdiff_t>(parts.parallelPasswords, 1, mostPasswords)) {}

    Answer<Challenge> begin(std::string_view practice, std::string_view username, std::string_view password,
                            const Peer& peer);
    Answer<NewSession> answer(std::string_view challenge, std::string_view code, std::string_view device,
                              const Peer& peer, std::string_view factor);
    Answer<Unlocked> unlock(std::string_view token, std::string_view password, const Peer& peer);
    Answer<SteppedUp> stepUp(std::string_view token, std::optional<std::string_view> password,
                             std::string_view code, const Peer& peer);

private:
    using Place = GuessCounter::Place;

    // A challenge that nobody holds: whose it was is not known any more.
    Refusal denyNobody(ledger::Action action, std::string_view factor, const Peer& peer);

    // Counts, then checks: the refusal has been recorded, the guess is the caller's to take back.
    Result<void, Refusal> checkPassword(Place place, const audit::Draft& draft, std::string_view password,
                                        const Account& account);
    bool isRight(std::string_view password, const Account& account) const;
    Result<void, Refusal> checkCode(Place place, const audit::Draft& draft, const Hash& challenge,
                                    const LiveChallenge& live, std::string_view code,
                                    std::string_view factor);
    Stored<bool> useCode(const Hash& challenge, const LiveChallenge& live, std::string_view code,
                         std::string_view factor);
    Stored<bool> useTotp(const Hash& challenge, const LiveChallenge& live, std::string_view code);
    Stored<std::optional<std::int64_t>> matchingStep(const Uuid& tenant, const Uuid& user,
                                                     const ledger::Bytes& sealedSeed, std::string_view code);
    Result<LiveSession, Refusal> liveSession(const Hash& token);
    Result<void, Refusal> checkStepUp(Place place, const audit::Draft& draft, const LiveSession& session,
                                      std::optional<std::string_view> password, std::string_view code);
    Stored<bool> useLiveCode(const LiveSession& session, std::string_view code);
    Stored<bool> useRecovery(const Hash& challenge, const LiveChallenge& live, std::string_view code);

    Answer<Challenge> openChallenge(const Account& account, const audit::Draft& draft);
    Answer<NewSession> mint(const LiveChallenge& live, std::string_view device, audit::Draft draft);
    Stored<ledger::SecretKey<32>> cacheShare(const Uuid& tenant, const Uuid& user, std::string_view device);

    Parts parts_;
    AttemptJournal journal_;
    GuessCounter guesses_;
    RecoveryHasher recovery_;
    PasswordPlace::Semaphore passwordPlaces_;
};

Refusal SignIn::Impl::denyNobody(ledger::Action action, std::string_view factor, const Peer& peer) {
    const auto platform = parts_.database.platform();
    if (!platform)
        return unavailable();
    return journal_.deny(draftOf(action, factor, *platform, std::nullopt, {}, peer), notSignedIn());
}

bool SignIn::Impl::isRight(std::string_view password, const Account& account) const {
    return account.user ? parts_.passwords.verify(password, account.passwordHash)
                        : parts_.passwords.verifyNobody(password);
}

Result<void, Refusal> SignIn::Impl::checkPassword(Place place, const audit::Draft& draft,
                                                  std::string_view password, const Account& account) {
    const PasswordPlace here(passwordPlaces_, parts_.passwordPatience);
    if (!here.isTaken())
        return unexpected(journal_.deny(draft, throttled()));
    const auto guess = guesses_.count(place);
    if (!guess)
        return unexpected(journal_.deny(draft, guess.error()));
    if (!isRight(password, account))
        return unexpected(journal_.deny(draft, guesses_.wrong(*guess)));
    return {};
}

Answer<Challenge> SignIn::Impl::begin(std::string_view practice, std::string_view username,
                                      std::string_view password, const Peer& peer) {
    const auto account = parts_.database.findAccount(canonicalName(practice), canonicalName(username));
    if (!account)
        return unexpected(unavailable());
    const auto draft = draftOf(ledger::Action::SessionSignIn, "password", account->tenant, account->user,
                               account->roles, peer);
    const Place place = guesses_.placeOf(practice, username);
    if (auto checked = checkPassword(place, draft, password, *account); !checked)
        return unexpected(checked.error());
    // The count stays at what it was: only both factors clear it, or a known password would buy
    // unlimited guesses at the second.
    if (!guesses_.takeBack(place))
        return unexpected(unavailable());
    if (parts_.passwords.outdated(account->passwordHash))
        (void)parts_.database.storePasswordHash(account->tenant, *account->user,
                                                parts_.passwords.hash(password));
    return openChallenge(*account, draft);
}

Answer<Challenge> SignIn::Impl::openChallenge(const Account& account, const audit::Draft& draft) {
    const auto receipt = journal_.allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    const Token challenge = newToken();
    if (!parts_.database.openChallenge(account.tenant, *account.user, challenge.hash, challengeLife))
        return unexpected(unavailable());
    return Audited<Challenge>{{challenge.text, {"totp", "recovery"}}, *receipt};
}

Answer<NewSession> SignIn::Impl::answer(std::string_view challenge, std::string_view code,
                                        std::string_view device, const Peer& peer, std::string_view factor) {
    const auto action = factor == "totp" ? ledger::Action::SessionSignIn : ledger::Action::SessionRecover;
    const auto hash = tokenHash(challenge);
    if (!hash)
        return unexpected(denyNobody(action, factor, peer));
    const auto live = parts_.database.findChallenge(*hash);
    if (!live)
        return unexpected(unavailable());
    if (!*live)
        return unexpected(denyNobody(action, factor, peer));
    const auto draft = draftOf(action, factor, (*live)->tenant, (*live)->user, (*live)->roles, peer);
    const Place place = guesses_.placeOf((*live)->practiceCode, (*live)->username);
    if (auto checked = checkCode(place, draft, *hash, **live, code, factor); !checked)
        return unexpected(checked.error());
    auto minted = mint(**live, device, draft);
    if (minted && !guesses_.forget(place))
        return unexpected(unavailable());
    return minted;
}

Result<void, Refusal> SignIn::Impl::checkCode(Place place, const audit::Draft& draft, const Hash& challenge,
                                              const LiveChallenge& live, std::string_view code,
                                              std::string_view factor) {
    const auto guess = guesses_.count(place);
    if (!guess)
        return unexpected(journal_.deny(draft, guess.error()));
    const auto used = useCode(challenge, live, code, factor);
    if (!used)
        return unexpected(unavailable());
    if (!*used)
        return unexpected(journal_.deny(draft, guesses_.wrong(*guess)));
    return {};
}

Stored<bool> SignIn::Impl::useCode(const Hash& challenge, const LiveChallenge& live, std::string_view code,
                                   std::string_view factor) {
    return factor == "totp" ? useTotp(challenge, live, code) : useRecovery(challenge, live, code);
}

Stored<std::optional<std::int64_t>> SignIn::Impl::matchingStep(const Uuid& tenant, const Uuid& user,
                                                               const ledger::Bytes& sealedSeed,
                                                               std::string_view code) {
    const auto keys = parts_.keyring.open(tenant);
    if (!keys)
        return unexpected(StoreError::Unavailable);
    auto opened = (*keys)->openSecret(phi::Field::AccountTotpSeed, user, sealedSeed);
    if (!opened || opened->size() != 20)
        return unexpected(StoreError::Unavailable);
    const TotpSeed seed(ledger::asBytes(*opened).first<20>());
    ledger::wipe({reinterpret_cast<std::uint8_t*>(opened->data()), opened->size()});
    return matchingTotpStep(seed, code, parts_.clock.now());
}

Stored<bool> SignIn::Impl::useTotp(const Hash& challenge, const LiveChallenge& live, std::string_view code) {
    const auto step = matchingStep(live.tenant, live.user, live.sealedSeed, code);
    if (!step)
        return unexpected(step.error());
    return *step ? parts_.database.useStep(challenge, live, **step) : false;
}

Stored<bool> SignIn::Impl::useRecovery(const Hash& challenge, const LiveChallenge& live,
                                       std::string_view code) {
    return parts_.database.useRecoveryCode(challenge, live, recovery_.hash(live.user, code));
}

Answer<NewSession> SignIn::Impl::mint(const LiveChallenge& live, std::string_view device,
                                      audit::Draft draft) {
    const SessionToMint session{newId(), {}, std::string(device), draft.source};
    // Recorded first: a session without an entry must not exist, an entry without a session is harmless.
    draft.session = session.id;
    const auto receipt = journal_.allow(std::move(draft));
    if (!receipt)
        return unexpected(receipt.error());
    auto share = cacheShare(live.tenant, live.user, device);
    auto user = parts_.database.userInfo(live.tenant, live.user);
    auto practice = parts_.database.practiceInfo(live.tenant);
    if (!share || !user || !practice)
        return unexpected(unavailable());
    Token token = newToken();
    const auto minted = parts_.database.mint(live.tenant, live.user,
                                             {session.id, token.hash, session.device, session.source});
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
    ledger::wipe({reinterpret_cast<std::uint8_t*>(share->data()), share->size()});
    return key;
}

Answer<Unlocked> SignIn::Impl::unlock(std::string_view token, std::string_view password, const Peer& peer) {
    const auto hash = tokenHash(token);
    if (!hash)
        return unexpected(notSignedIn());
    const auto live = liveSession(*hash);
    if (!live)
        return unexpected(live.error());
    const LiveSession& session = *live;
    const auto draft = draftOf(ledger::Action::SessionUnlock, "password", session, peer);
    const Place place = guesses_.placeOf(session.practiceCode, session.username);
    const Account account{session.tenant, session.user, session.passwordHash, session.roles};
    if (auto checked = checkPassword(place, draft, password, account); !checked)
        return unexpected(checked.error());
    const auto receipt = journal_.allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    auto share = cacheShare(session.tenant, session.user, session.device);
    if (!share || !guesses_.takeBack(place) || !parts_.database.touch(*hash))
        return unexpected(unavailable());
    return Audited<Unlocked>{{std::move(*share), session.absoluteExpiry, session.idle}, *receipt};
}

Result<LiveSession, Refusal> SignIn::Impl::liveSession(const Hash& token) {
    auto live = parts_.database.findSession(token);
    if (!live)
        return unexpected(unavailable());
    if (!*live)
        return unexpected(notSignedIn());
    return std::move(**live);
}

Stored<bool> SignIn::Impl::useLiveCode(const LiveSession& session, std::string_view code) {
    const auto sealed = parts_.database.sealedSeed(session.tenant, session.user);
    if (!sealed || !*sealed)
        return unexpected(StoreError::Unavailable);
    const auto step = matchingStep(session.tenant, session.user, **sealed, code);
    if (!step)
        return unexpected(step.error());
    return *step ? parts_.database.useStepAlone(session.tenant, session.user, **step) : false;
}

Result<void, Refusal> SignIn::Impl::checkStepUp(Place place, const audit::Draft& draft,
                                                const LiveSession& session,
                                                std::optional<std::string_view> password,
                                                std::string_view code) {
    if (password) {
        const Account account{session.tenant, session.user, session.passwordHash, session.roles};
        if (auto checked = checkPassword(place, draft, *password, account); !checked)
            return checked;
        if (!guesses_.takeBack(place))
            return unexpected(unavailable());
    }
    const auto guess = guesses_.count(place);
    if (!guess)
        return unexpected(journal_.deny(draft, guess.error()));
    const auto used = useLiveCode(session, code);
    if (!used)
        return unexpected(unavailable());
    if (!*used)
        return unexpected(journal_.deny(draft, guesses_.wrong(*guess)));
    return {};
}

Answer<SteppedUp> SignIn::Impl::stepUp(std::string_view token, std::optional<std::string_view> password,
                                       std::string_view code, const Peer& peer) {
    const auto hash = tokenHash(token);
    if (!hash)
        return unexpected(notSignedIn());
    const auto live = liveSession(*hash);
    if (!live)
        return unexpected(live.error());
    const auto draft =
        draftOf(ledger::Action::SessionStepUp, password ? "password+totp" : "totp", *live, peer);
    const Place place = guesses_.placeOf(live->practiceCode, live->username);
    if (auto checked = checkStepUp(place, draft, *live, password, code); !checked)
        return unexpected(checked.error());
    const auto receipt = journal_.allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    Token fresh = newToken();
    const auto stepped = parts_.database.stepUp(*hash, fresh.hash);
    if (!stepped || !guesses_.takeBack(place))
        return unexpected(unavailable());
    if (!*stepped)
        return unexpected(journal_.deny(draft, notSignedIn()));
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
    return impl_->answer(challenge, code, device, peer, "totp");
}

Answer<NewSession> SignIn::answerRecovery(std::string_view challenge, std::string_view code,
                                          std::string_view device, const Peer& peer) {
    return impl_->answer(challenge, code, device, peer, "recovery");
}

Answer<Unlocked> SignIn::unlock(std::string_view token, std::string_view password, const Peer& peer) {
    return impl_->unlock(token, password, peer);
}

Answer<SteppedUp> SignIn::stepUp(std::string_view token, std::optional<std::string_view> password,
                                 std::string_view code, const Peer& peer) {
    return impl_->stepUp(token, password, code, peer);
}

} // namespace custos::auth
