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
        const auto unoffered = std::find_if(free.begin(), free.end(),
                                            [this](const auto& time) { return !offered_.contains(time); });
        chosen.push_back(unoffered == free.end() ? free.front() : *unoffered);
        offered_[chosen.front()] = now;
    }
    for (const auto& time : free)
        if (chosen.size() < count && time != chosen.front())
            chosen.push_back(time);
    return chosen;
}

void RecentOffers::forgetOld(Clock::time_point now) {
    std::erase_if(offered_, [now](const auto& offer) { return now - offer.second > remembered; });
    if (offered_.size() > rememberedAtMost)
        offered_.clear();
}

} // namespace custos::api
