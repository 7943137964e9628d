#include "server/workers/routes.h"

#include <algorithm>

namespace custos::workers {

void Routes::offered(Link from, const std::vector<std::string>& operations) {
    const std::lock_guard lock(mutex_);
    for (const auto& endpoint : description_.endpoints())
        if (of(endpoint) == from &&
            std::count(operations.begin(), operations.end(), endpoint.operationId) > 0)
            there_.insert(endpoint.operationId);
}

bool Routes::complete() const {
    const std::lock_guard lock(mutex_);
    return there_.size() == description_.endpoints().size();
}

} // namespace custos::workers
