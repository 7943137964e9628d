#pragma once

#include <latch>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

namespace custos::auth {

/// Runs `work(0)` to `work(count - 1)` on threads that start at the same moment; results in order.
template<class Work>
auto inParallel(int count, Work work) {
    using Value = std::invoke_result_t<Work, int>;
    std::vector<std::optional<Value>> results(
        static_cast<std::size_t>(count)); // in braces, of bool, it would be one element
    std::latch start(count);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                results[std::size_t(i)].emplace(work(i));
            });
    }
    std::vector<Value> values;
    for (auto& result : results)
        values.push_back(std::move(*result));
    return values;
}

} // namespace custos::auth
