#include "server/api/refusal.h"

#include "server/log/log.h"

namespace custos::api {

using log::Field;

http::Response refusalOf(log::Log& log, const Problem& problem) {
    const auto id = ledger::randomUuid();
    const auto status = statusOf(problem.kind);
    log.write(status >= 500 ? log::Level::Error : log::Level::Info, "request.refused",
              {Field::id("problem", id.bytes), Field::number("status", status),
               Field::number("kind", static_cast<int>(problem.kind))});
    return toResponse(problem, id);
}

} // namespace custos::api
