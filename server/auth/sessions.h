#pragma once

#include "ledger/action.h"
#include "server/auth/account.h"
#include "server/auth/answer.h"

#include <string_view>
#include <vector>

namespace custos::audit {
class Recorder;
}

namespace custos::auth {

class AuthDatabase;
struct LiveSession;

struct SessionState {
    ledger::Uuid id;
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
    UserInfo user;
    PracticeInfo practice;
};

struct SessionItem {
    ledger::Uuid id;
    ledger::Uuid userId;
    std::string displayName;
    ledger::UtcTime created;
    ledger::UtcTime lastSeen;
    ledger::UtcTime absoluteExpiry;
    std::string device;
    bool current = false;
};

/// Live sessions: who am I, list, end. The database decides what is live, by its own clock, at every call.
/// Thread-safe and blocking. Everything given to the constructor outlives it.
class Sessions {
public:
    Sessions(AuthDatabase& database, audit::Recorder& audit)
        : database_(database)
        , audit_(audit) {}

    /// Writes no entry: nothing but the caller's own account is read.
    [[nodiscard]] Result<SessionState, Refusal> read(std::string_view token);

    /// Who has it. Writes no entry.
    [[nodiscard]] Result<ledger::Uuid, Refusal> whose(std::string_view token);

    /// The person's own; with the permission `sessions.read` the whole practice's.
    [[nodiscard]] Answer<std::vector<SessionItem>> list(std::string_view token, const Peer& peer);

    /// The computer was locked: recorded, and the session stays.
    [[nodiscard]] Answer<Done> lock(std::string_view token, const Peer& peer);
    [[nodiscard]] Answer<Done> signOut(std::string_view token, const Peer& peer);

    /// Ends one of the person's own sessions; anybody's in the practice with the permission
    /// `sessions.revoke`. The cache shares of that person and computer go with it.
    [[nodiscard]] Answer<Done> revoke(std::string_view token, const ledger::Uuid& session, const Peer& peer);

    /// A person's own act (`Custos-Activity: user`) keeps the session alive; showing a factor is one when it
    /// was right, and does it itself. Written at most once a minute
    /// and never past the absolute end; call it beside the request, not in it.
    [[nodiscard]] Result<void, Denial> touch(std::string_view token);

    /// Whether a session may do a sensitive act now: it is live, holds `permission` (where one is named), and
    /// its person has just shown a factor. In that order; refusals of a live session are recorded as
    /// `action`.
    [[nodiscard]] Result<void, Refusal> demandFresh(std::string_view token, std::string_view permission,
                                                    ledger::Action action, const Peer& peer);

private:
    [[nodiscard]] Result<LiveSession, Refusal> liveSession(std::string_view token);

    AuthDatabase& database_;
    audit::Recorder& audit_;
};

} // namespace custos::auth
