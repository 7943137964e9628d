#include "server/audit/coverage.h"

namespace custos::audit {

Coverage::Coverage(std::size_t limit)
    : limit_(limit) {}

std::optional<ledger::Hash> Coverage::covering(const ledger::Hash& likeness, ledger::UtcTime now) {
    const std::lock_guard lock(mutex_);
    const auto found = covers_.find(likeness);
    if (found == covers_.end() || now < found->second.from || now >= found->second.until)
        return std::nullopt;
    return found->second.leaf;
}

void Coverage::remember(const ledger::Hash& likeness, const ledger::Hash& leaf, ledger::UtcTime from,
                        ledger::UtcTime until) {
    const std::lock_guard lock(mutex_);
    const auto found = covers_.find(likeness);
    if (found != covers_.end()) {
        const bool stillCovers = found->second.from <= from && from < found->second.until;
        if (!stillCovers)
            found->second = {leaf, from, until};
        return;
    }
    makeRoom();
    covers_.emplace(likeness, Cover{leaf, from, until});
    order_.push_back(likeness);
}

void Coverage::makeRoom() {
    while (!order_.empty() && order_.size() >= limit_) {
        covers_.erase(order_.front());
        order_.pop_front();
    }
}

std::size_t Coverage::size() const {
    const std::lock_guard lock(mutex_);
    return covers_.size();
}

} // namespace custos::audit
