#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace custos::ledger {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// A SHA-256 value. Compare with `==` where it is public (roots, leaves), with `equalInConstantTime`
/// where it is secret (MACs).
using Hash = std::array<std::uint8_t, 32>;

[[nodiscard]] ByteView asBytes(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string toHex(ByteView bytes);

/// Standard alphabet with padding (RFC 4648 section 4).
[[nodiscard]] std::string toBase64(ByteView bytes);

/// Accept exactly what `toHex` and `toBase64` produce, and nothing else: no upper-case hex, white space,
/// missing padding or stray bits, so that a value has one spelling only.
[[nodiscard]] std::optional<Bytes> fromHex(std::string_view text);
[[nodiscard]] std::optional<Bytes> fromBase64(std::string_view text);
[[nodiscard]] std::optional<Hash> hashFromHex(std::string_view text);
[[nodiscard]] std::optional<Hash> hashFromBase64(std::string_view text);

/// True for equal length and content; the time taken tells nothing about where two values differ.
[[nodiscard]] bool equalInConstantTime(ByteView a, ByteView b);

/// Overwrites with zeros in a way that the optimiser keeps.
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::span<char> text);

} // namespace custos::ledger
