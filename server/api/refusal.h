#pragma once

#include "server/api/problem.h"
#include "server/http/message.h"

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::api {

/// The answer that a problem is, with an id that stands in the log, beside whoever came to a limit of their
/// own.
[[nodiscard]] http::Response refusalOf(log::Log& log, const Problem& problem,
                                       const std::optional<ledger::Uuid>& limitedPerson = {});

} // namespace custos::api
