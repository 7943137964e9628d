#pragma once

#include "ledger/bytes.h"
#include "ledger/result.h"
#include "server/api/description.h"
#include "server/api/problem.h"
#include "server/http/message.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace custos::api {

/// What a service account's key begins with: it enters by a door of its own, and is found where it leaks.
inline constexpr std::string_view serviceKeyPrefix = "custos_key_";

/// A request that the description allows: routed, and every part of it checked; beside that, what was found
/// out while it is answered (openingBlockNear).
struct Call { // NOLINT(bugprone-exception-escape): moving a json can't throw, but does not look so
    const Endpoint* endpoint = nullptr;
    std::string address;             ///< Of the peer
    ledger::Bytes token;             ///< Empty where the call needs no session
    std::string tokenText;           ///< The same as it was sent
    bool serviceKey = false;         ///< The token is a service account's key
    bool personal = false;           ///< `Custos-Activity: user`: somebody's own act
    std::optional<ledger::Uuid> id;  ///< Of the path
    std::optional<ledger::Uuid> key; ///< Idempotency-Key
    std::optional<int> version;      ///< If-Match
    http::Fields query;              ///< Checked; at most one of each name
    nlohmann::json body;             ///< Checked; null where the call takes none
    ledger::Hash fingerprint{};      ///< Of method, path, version and body: what a repeat must equal
    /// Found out while it is answered, on its one thread: what was opened for it comes near what the person
    /// may open. Kept here, so that no handler can forget to say so, and a second try does not (see
    /// SessionWork).
    mutable bool openingBlockNear = false;

    [[nodiscard]] std::optional<std::string> queryText(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> queryInteger(std::string_view name) const;
    [[nodiscard]] std::optional<ledger::Uuid> queryId(std::string_view name) const;
    [[nodiscard]] std::optional<std::chrono::sys_days> queryDay(std::string_view name) const;
};

/// Lets in what the description allows and nothing else: path and method, bearer token where one is needed,
/// parameters by their rules (unknown and repeated ones refused), the body against its schema. Whether the
/// session is live and may do it, is not decided here. Immutable and thread-safe.
class Door {
public:
    /// `description` outlives the door.
    explicit Door(const Description& description)
        : description_(description) {}

    [[nodiscard]] Result<Call, Problem> admit(http::Request request) const;

private:
    const Description& description_;
};

} // namespace custos::api
