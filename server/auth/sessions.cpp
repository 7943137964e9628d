#include "server/auth/sessions.h"

#include "server/audit/recorder.h"
#include "server/auth/attempt_journal.h"
#include "server/auth/auth_database.h"
#include "server/auth/token.h"

#include <algorithm>

namespace custos::auth {

namespace {

Refusal notSignedIn() {
    return {.denial = Denial::NotSignedIn};
}

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

bool may(const LiveSession& live, std::string_view permission) {
    return std::ranges::find(live.permissions, permission) != live.permissions.end();
}

// Whose sessions somebody may see or end: their own, or (nothing given) everybody's in the practice.
std::optional<ledger::Uuid> within(const LiveSession& live, std::string_view permission) {
    return may(live, permission) ? std::nullopt : std::optional(live.user);
}

} // namespace

Result<LiveSession, Refusal> Sessions::liveSession(std::string_view token) {
    const auto hash = tokenHash(token);
    if (!hash)
        return unexpected(notSignedIn());
    auto live = database_.findSession(*hash);
    if (!live)
        return unexpected(unavailable());
    if (!*live)
        return unexpected(notSignedIn());
    return std::move(**live);
}

Result<SessionState, Refusal> Sessions::read(std::string_view token) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto user = database_.userInfo(live->tenant, live->user);
    auto practice = database_.practiceInfo(live->tenant);
    if (!user || !practice)
        return unexpected(unavailable());
    return SessionState{live->id, live->absoluteExpiry, live->idle, std::move(*user), std::move(*practice)};
}

Result<ledger::Uuid, Refusal> Sessions::whose(std::string_view token) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    return live->user;
}

Answer<std::vector<SessionItem>> Sessions::list(std::string_view token, const Peer& peer) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto items = database_.sessionsOf(live->tenant, within(*live, "sessions.read"));
    if (!items)
        return unexpected(unavailable());
    for (SessionItem& item : *items)
        item.current = item.id == live->id;
    const auto receipt = AttemptJournal(audit_).allow(draftOf(ledger::Action::SessionList, *live, peer));
    if (!receipt)
        return unexpected(receipt.error());
    return Audited<std::vector<SessionItem>>{std::move(*items), *receipt};
}

Answer<Done> Sessions::lock(std::string_view token, const Peer& peer) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    const auto receipt = AttemptJournal(audit_).allow(draftOf(ledger::Action::SessionLock, *live, peer));
    if (!receipt)
        return unexpected(receipt.error());
    return Audited<Done>{{}, *receipt};
}

// Ending comes first here: a session must end even when nothing can be recorded, and the person is told that
// the entry is missing.
Answer<Done> Sessions::signOut(std::string_view token, const Peer& peer) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    if (!database_.endSession(live->tenant, live->user, live->id, false))
        return unexpected(unavailable());
    const auto receipt = AttemptJournal(audit_).allow(draftOf(ledger::Action::SessionSignOut, *live, peer));
    if (!receipt)
        return unexpected(receipt.error());
    return Audited<Done>{{}, *receipt};
}

Answer<Done> Sessions::revoke(std::string_view token, const ledger::Uuid& session, const Peer& peer) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    auto draft = draftOf(ledger::Action::SessionRevoke, *live, peer);
    draft.details.push_back({"session", ledger::toText(session)});
    const auto ended = database_.endSession(live->tenant, within(*live, "sessions.revoke"), session, true);
    if (!ended)
        return unexpected(unavailable());
    if (!*ended)
        return unexpected(AttemptJournal(audit_).deny(std::move(draft), {.denial = Denial::NotFound}));
    const auto receipt = AttemptJournal(audit_).allow(std::move(draft));
    if (!receipt)
        return unexpected(receipt.error());
    return Audited<Done>{{}, *receipt};
}

Result<void, Refusal> Sessions::demandFresh(std::string_view token, std::string_view permission,
                                            ledger::Action action, const Peer& peer) {
    const auto live = liveSession(token);
    if (!live)
        return unexpected(live.error());
    AttemptJournal journal(audit_);
    if (!permission.empty() && !may(*live, permission))
        return unexpected(journal.deny(draftOf(action, *live, peer), {.denial = Denial::Forbidden}));
    if (!live->fresh)
        return unexpected(journal.deny(draftOf(action, *live, peer), {.denial = Denial::StepUpRequired}));
    return {};
}

Result<void, Denial> Sessions::touch(std::string_view token) {
    const auto hash = tokenHash(token);
    if (!hash)
        return unexpected(Denial::NotSignedIn);
    if (!database_.touch(*hash))
        return unexpected(Denial::Unavailable);
    return {};
}

} // namespace custos::auth
