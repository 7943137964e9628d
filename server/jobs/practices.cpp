#include "server/jobs/practices.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::jobs {

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

} // namespace custos::jobs
