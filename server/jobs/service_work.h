#pragma once

#include "server/db/pool.h"
#include "server/db/transaction.h"

#include <optional>

namespace custos::jobs {

/// A transaction inside a practice, as a service; with the connection that it runs on.
struct ServiceWork {
    db::Pool::Lease lease;
    db::Transaction transaction;

    ServiceWork(db::Pool::Lease taken, const ledger::Uuid& practice, std::string_view purpose)
        : lease(std::move(taken))
        , transaction(lease->begin()) {
        transaction.enterService(practice, purpose);
    }

    /// Nothing when no connection is to be had.
    [[nodiscard]] static std::optional<ServiceWork> begin(db::Pool& operations, const ledger::Uuid& practice,
                                                          std::string_view purpose) {
        auto lease = operations.acquire();
        if (!lease)
            return std::nullopt;
        return std::optional<ServiceWork>(std::in_place, std::move(*lease), practice, purpose);
    }
};

} // namespace custos::jobs
