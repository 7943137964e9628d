#include "server/demo/random.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <string>

namespace custos::demo {

namespace {

std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digestOf(std::uint64_t seed, std::string_view kind,
                                                        std::uint64_t number) {
    std::string text = "custos demo ";
    text.append(std::to_string(seed)).append(" ").append(kind).append(" ").append(std::to_string(number));
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return digest;
}

std::uint64_t firstWord(const std::array<std::uint8_t, SHA256_DIGEST_LENGTH>& digest) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i)
        word = word << 8 | digest[i];
    return word;
}

} // namespace

Random::Random(std::uint64_t seed, std::string_view purpose)
    : engine_(firstWord(digestOf(seed, purpose, 0))) {}

std::size_t Random::below(std::size_t bound) {
    return bound == 0 ? 0 : static_cast<std::size_t>(engine_() % bound);
}

ledger::Uuid stableId(std::uint64_t seed, std::string_view kind, std::uint64_t number) {
    const auto digest = digestOf(seed, kind, number);
    ledger::Uuid id;
    std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

} // namespace custos::demo
