#include "server/api/refusal.h"

#include "server/log/log.h"

namespace custos::api {

using log::Field;

http::Response refusalOf(log::Log& log, const Problem& problem,
                         const std::optional<ledger::Uuid>& limitedPerson) {
    const auto id = ledger::randomUuid();
    const auto status = statusOf(problem.kind);
    const auto level = status >= 500 ? log::Level::Error : log::Level::Info;
    const auto problemId = Field::id("problem", id.bytes);
    const auto statusNumber = Field::number("status", status);
    const auto kind = Field::number("kind", static_cast<int>(problem.kind));
    if (limitedPerson)
        log.write(level, "request.refused",
                  {problemId, statusNumber, kind, Field::id("user", limitedPerson->bytes)});
    else
        log.write(level, "request.refused", {problemId, statusNumber, kind});
    return toResponse(problem, id);
}

} // namespace custos::api
