#pragma once

#include "ledger/uuid.h"

#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace custos::demo {

/// Repeatable choices: the same seed and purpose give the same sequence with every compiler (the engine is
/// specified, the standard's distributions are not, so none is used). For demo data alone: nothing here is
/// secret or unpredictable.
class Random {
public:
    Random(std::uint64_t seed, std::string_view purpose);

    /// 0 to bound - 1
    [[nodiscard]] std::size_t below(std::size_t bound);
    [[nodiscard]] bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }

    template<class T>
    [[nodiscard]] const T& oneOf(std::span<const T> choices) {
        return choices[below(choices.size())];
    }

private:
    std::mt19937_64 engine_;
};

/// The same seed, kind and number give the same id (RFC 9562 section 5.8, version 8).
[[nodiscard]] ledger::Uuid stableId(std::uint64_t seed, std::string_view kind, std::uint64_t number);

} // namespace custos::demo
