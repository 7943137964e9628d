#pragma once

#include "ledger/bytes.h"
#include "ledger/result.h"
#include "server/api/problem.h"
#include "server/audit/entry_composer.h"
#include "server/http/message.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace custos::api {

struct Call;

/// What a handler has to say. It leaves only with a receipt: either its entry is durable already (`receipt`:
/// writes, sign-in), or the service makes `entry` durable first (reads).
struct Answer { // NOLINT(bugprone-exception-escape): moving a json can't throw, but does not look so
    int status = 200;
    nlohmann::json body = {};        ///< Null: no content
    std::optional<int> version = {}; ///< Goes out as ETag
    std::optional<ledger::Hash> receipt = {};
    std::optional<audit::Draft> entry = {};
    /// The patients of `entry` were counted (SessionWork); without it an entry with patients does not leave.
    bool counted = false;
    std::string text = {}; ///< Instead of `body`, JSON that stands there already
    /// Set for the event stream; see http::Response.
    std::function<void(std::shared_ptr<http::EventStream>)> opened = {};
};

/// Why there is no answer. A refusal of somebody known is an entry too.
struct Refused {
    Problem problem;
    std::optional<audit::Draft> entry = {};
    bool keyReplaced = false; ///< By a rotation, while this was being done: see rekeyed.h
    /// Whom a limit of their own stopped. There is no entry of that: the log says who.
    std::optional<ledger::Uuid> limitedPerson = {};
};

using Outcome = Result<Answer, Refused>;

[[nodiscard]] inline unexpected<Refused> refuse(ProblemKind kind) {
    return unexpected(Refused{.problem = {.kind = kind}});
}

/// One handler per operationId. Called on worker threads, several at once; may block.
using Handler = std::function<Outcome(const Call&)>;
using HandlerTable = std::map<std::string, Handler, std::less<>>;

} // namespace custos::api
