#include "server/auth/invitations.h"

#include "server/audit/recorder.h"
#include "server/auth/attempt_journal.h"
#include "server/auth/auth_database.h"
#include "server/auth/password.h"
#include "server/auth/password_rules.h"
#include "server/auth/recovery_code.h"
#include "server/auth/security_clock.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/phi/tenant_keyring.h"

namespace custos::auth {

using ledger::Uuid;
using phi::Field;

namespace {

audit::Draft draftOf(ledger::Action action, const Invitee& invitee, const Peer& peer) {
    audit::Draft draft;
    draft.tenant = invitee.tenant;
    draft.actor = invitee.user;
    draft.source = peer.address;
    draft.action = action;
    return draft;
}

Refusal notAcceptable(std::string pointer, std::string_view reason) {
    return {.denial = Denial::NotAcceptable, .pointer = std::move(pointer), .reason = std::string(reason)};
}

std::optional<TotpSeed> seedOf(const phi::TenantKeys& keys, const Invitee& invitee) {
    auto opened = keys.openSecret(Field::InvitationTotpSeed, invitee.invitation, invitee.sealedSeed);
    if (!opened || opened->size() != 20)
        return std::nullopt;
    TotpSeed seed(ledger::asBytes(*opened).first<20>());
    ledger::wipe(*opened);
    return seed;
}

} // namespace

// What both calls of a guest need first: who is invited, and with which seed.
struct Invitations::Guest {
    Invitee invitee;
    std::shared_ptr<const phi::TenantKeys> keys;
    TotpSeed seed;
};

Refusal Invitations::denyNobody(ledger::Action action, const Peer& peer) {
    const auto platform = parts_.database.platform();
    if (!platform)
        return unavailable();
    audit::Draft draft;
    draft.tenant = *platform;
    draft.source = peer.address;
    draft.action = action;
    return AttemptJournal(parts_.audit).deny(std::move(draft), {.denial = Denial::WrongCredentials});
}

Result<Invitations::Guest, Refusal> Invitations::guestOf(std::string_view invitation, ledger::Action action,
                                                         const Peer& peer) {
    const auto hash = tokenHash(invitation);
    if (!hash)
        return unexpected(denyNobody(action, peer));
    const auto invitee = parts_.database.findInvitation(*hash);
    if (!invitee)
        return unexpected(unavailable());
    if (!*invitee)
        return unexpected(denyNobody(action, peer));
    const auto keys = parts_.keyring.open((*invitee)->tenant);
    if (!keys)
        return unexpected(unavailable());
    auto seed = seedOf(**keys, **invitee);
    if (!seed)
        return unexpected(unavailable());
    return Guest{**invitee, *keys, std::move(*seed)};
}

Result<std::string, Denial> Invitations::invite(const Uuid& tenant, const Uuid& user,
                                                std::chrono::seconds life) {
    const auto keys = parts_.keyring.open(tenant);
    if (!keys)
        return unexpected(Denial::Unavailable);
    const Uuid id = newId();
    const auto sealed = (*keys)->sealSecret(Field::InvitationTotpSeed, id, newTotpSeed().view());
    Token token = newToken();
    const auto made = parts_.database.invite(tenant, user, id, token.hash, sealed, life);
    if (!made)
        return unexpected(Denial::Unavailable);
    if (!*made)
        return unexpected(Denial::NotFound);
    return std::move(token.text);
}

Answer<InvitationOffer> Invitations::open(std::string_view invitation, const Peer& peer) {
    const auto guest = guestOf(invitation, ledger::Action::InvitationOpen, peer);
    if (!guest)
        return unexpected(guest.error());
    const Invitee& invitee = guest->invitee;
    AttemptJournal journal(parts_.audit);
    const auto receipt = journal.allow(draftOf(ledger::Action::InvitationOpen, invitee, peer));
    if (!receipt)
        return unexpected(receipt.error());
    return Audited<InvitationOffer>{
        {invitee.practiceName, invitee.username, invitee.displayName,
         otpauthUri(guest->seed, "Custos " + invitee.practiceName, invitee.username)},
        *receipt};
}

Result<std::int64_t, Refusal> Invitations::check(const Guest& guest, std::string_view password,
                                                 std::string_view code) const {
    const Invitee& invitee = guest.invitee;
    if (const auto chosen = acceptable(
            password, {invitee.username, invitee.displayName, invitee.practiceCode, invitee.practiceName});
        !chosen)
        return unexpected(notAcceptable("/password", name(chosen.error())));
    const auto step = matchingTotpStep(guest.seed, code, parts_.clock.now());
    if (!step)
        return unexpected(notAcceptable("/code", "wrong_code"));
    return *step;
}

Result<std::vector<std::string>, Refusal> Invitations::enrol(const Guest& guest, std::string_view invitation,
                                                             std::string_view password,
                                                             std::int64_t usedStep) {
    const Uuid& user = guest.invitee.user;
    const RecoveryHasher hasher(parts_.keys);
    NewFactors factors{parts_.passwords.hash(password, guest.invitee.scheme),
                       guest.keys->sealSecret(Field::AccountTotpSeed, user, guest.seed.view()),
                       usedStep,
                       {}};
    auto codes = newRecoveryCodes();
    for (const std::string& code : codes)
        factors.recoveryHashes.push_back(hasher.hash(user, code));
    const auto accepted = parts_.database.accept(*tokenHash(invitation), factors);
    if (!accepted)
        return unexpected(unavailable());
    if (!*accepted)
        return unexpected(Refusal{.denial = Denial::WrongCredentials});
    return codes;
}

Answer<InvitationAccepted> Invitations::accept(std::string_view invitation, std::string_view password,
                                               std::string_view code, const Peer& peer) {
    const auto guest = guestOf(invitation, ledger::Action::InvitationAccept, peer);
    if (!guest)
        return unexpected(guest.error());
    AttemptJournal journal(parts_.audit);
    const auto draft = draftOf(ledger::Action::InvitationAccept, guest->invitee, peer);
    const auto step = check(*guest, password, code);
    if (!step)
        return unexpected(journal.deny(draft, step.error()));
    const auto receipt = journal.allow(draft);
    if (!receipt)
        return unexpected(receipt.error());
    auto codes = enrol(*guest, invitation, password, *step);
    if (!codes)
        return unexpected(journal.deny(draft, codes.error()));
    return Audited<InvitationAccepted>{{std::move(*codes)}, *receipt};
}

} // namespace custos::auth
