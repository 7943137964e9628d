#include "server/http/census.h"

namespace custos::http {

bool Census::admit(const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (total_ >= limit_)
        return false;
    auto& count = byAddress_[address];
    if (count >= limitPerAddress_)
        return false;
    ++count;
    ++total_;
    return true;
}

void Census::leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    --total_;
    if (const auto found = byAddress_.find(address); --found->second == 0)
        byAddress_.erase(found);
}

} // namespace custos::http
