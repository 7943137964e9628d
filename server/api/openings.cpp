#include "server/api/openings.h"

#include <algorithm>

namespace custos::api {

namespace {

constexpr std::chrono::minutes grid{15};
constexpr std::chrono::seconds remembered{10};
constexpr std::size_t rememberedAtMost = 4096;

/// The first point of the span's grid that is not before `from`.
ledger::UtcTime firstOnGrid(const TimeSpan& span, ledger::UtcTime from) {
    if (from <= span.start)
        return span.start;
    const auto steps = (from - span.start + grid - std::chrono::microseconds(1)) / grid;
    return span.start + steps * grid;
}

void addFreeIn(const Column& column, const TimeSpan& hours, std::chrono::minutes length, ledger::UtcTime from,
               std::size_t limit, std::vector<FreeTime>& found) {
    std::size_t added = 0;
    for (auto start = firstOnGrid(hours, from); start + length <= hours.end && added < limit; start += grid) {
        const TimeSpan span{start, start + length};
        const bool taken = std::any_of(column.busy.begin(), column.busy.end(),
                                       [&](const auto& busy) { return busy.meets(span); });
        if (taken)
            continue;
        found.push_back({column.provider, span});
        ++added;
    }
}

bool earlier(const FreeTime& a, const FreeTime& b) {
    return std::tie(a.span.start, a.provider) < std::tie(b.span.start, b.provider);
}

} // namespace

std::vector<FreeTime> freeTimes(const std::vector<Column>& columns, std::chrono::minutes length,
                                ledger::UtcTime from, std::size_t limit) {
    std::vector<FreeTime> found;
    for (const auto& column : columns)
        for (const auto& hours : column.hours)
            addFreeIn(column, hours, length, from, limit, found);
    std::sort(found.begin(), found.end(), &earlier);
    if (found.size() > limit)
        found.resize(limit);
    return found;
}

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
