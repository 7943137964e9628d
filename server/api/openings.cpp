#include "server/api/openings.h"

#include <algorithm>

namespace custos::api {

namespace {

constexpr std::chrono::seconds remembered{10};
constexpr std::size_t rememberedAtMost = 4096;

} // namespace

std::vector<FreeTime> RecentOffers::choose(const std::vector<FreeTime>& free, std::size_t count) {
    std::vector<FreeTime> chosen;
    if (free.empty() || count == 0)
        return chosen;
    const auto now = now_();
    {
        const std::lock_guard lock(mutex_);
        forgetOld(now);
        chosen.push_back(leastRecentlyOffered(free));
        offered_[chosen.front()] = now;
    }
    for (const auto& time : free)
        if (chosen.size() < count && time != chosen.front())
            chosen.push_back(time);
    return chosen;
}

const FreeTime& RecentOffers::leastRecentlyOffered(const std::vector<FreeTime>& free) const {
    const auto lastOffer = [this](const FreeTime& time) {
        const auto known = offered_.find(time);
        return known == offered_.end() ? Clock::time_point::min() : known->second;
    };
    return *std::min_element(free.begin(), free.end(),
                             [&](const auto& a, const auto& b) { return lastOffer(a) < lastOffer(b); });
}

void RecentOffers::forgetOld(Clock::time_point now) {
    std::erase_if(offered_, [now](const auto& offer) { return now - offer.second > remembered; });
    if (offered_.size() > rememberedAtMost)
        offered_.clear();
}

} // namespace custos::api
