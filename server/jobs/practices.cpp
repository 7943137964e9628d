#include "server/jobs/practices.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::jobs {

std::string_view code(PracticesError error) {
    return error == PracticesError::NoPractice ? "no_practice" : "unavailable";
}

Result<std::vector<ledger::Uuid>, PracticesError> practicesOf(db::Pool& asKeys) {
    auto lease = asKeys.acquire();
    if (!lease)
        return unexpected(PracticesError::Unavailable);
    auto work = (*lease)->begin();
    const auto ticket = work.run(db::queries::tenants);
    if (!work.commit())
        return unexpected(PracticesError::Unavailable);
    std::vector<ledger::Uuid> found;
    const auto rows = work.take(ticket);
    for (const db::Row row : rows)
        found.push_back(row.get<ledger::Uuid>("id"));
    return found;
}

Result<ledger::Uuid, PracticesError> findPractice(db::Pool& asKeys, std::string_view code) {
    auto lease = asKeys.acquire();
    if (!lease)
        return unexpected(PracticesError::Unavailable);
    auto work = (*lease)->begin();
    const auto ticket = work.run(db::queries::practice_of_code, code);
    if (!work.commit())
        return unexpected(PracticesError::Unavailable);
    const auto rows = work.take(ticket);
    if (rows.empty())
        return unexpected(PracticesError::NoPractice);
    return rows.front().get<ledger::Uuid>("id");
}

} // namespace custos::jobs
