#include "server/db/duty_check.h"

#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::db {

Result<void, DutyFailure> checkDuty(Connection& connection, Duty duty) {
    auto work = connection.begin();
    const auto ticket = work.run(queries::duty_excesses, roleOf(duty), duty == Duty::Migrate);
    if (const auto done = work.commit(); !done)
        return unexpected(DutyFailure{{}, done.error()});
    DutyFailure failure;
    for (const Row row : work.take(ticket))
        failure.excesses.push_back({row.get<std::string>("what"), row.get<std::string>("object")});
    if (!failure.excesses.empty())
        return unexpected(std::move(failure));
    return {};
}

} // namespace custos::db
