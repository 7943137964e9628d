#include "ledger/bytes.h"

#include <algorithm>
#include <sodium.h>

namespace custos::ledger {

namespace {

std::optional<Hash> asHash(const std::optional<Bytes>& bytes) {
    Hash hash;
    if (!bytes || bytes->size() != hash.size())
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), hash.begin());
    return hash;
}

} // namespace

ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string toHex(ByteView bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

std::string toBase64(ByteView bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
    return text;
}

std::optional<Bytes> fromHex(std::string_view text) {
    Bytes bytes(text.size() / 2 + 1); // never empty, since libsodium wants an address even for nothing
    std::size_t length = 0;
    const bool read =
        sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr) == 0;
    bytes.resize(length);
    if (!read || toHex(bytes) != text)
        return std::nullopt;
    return bytes;
}

std::optional<Bytes> fromBase64(std::string_view text) {
    Bytes bytes(text.size() / 4 * 3 + 1);
    std::size_t length = 0;
    const bool read = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr,
                                        &length, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
    bytes.resize(length);
    if (!read || toBase64(bytes) != text)
        return std::nullopt;
    return bytes;
}

std::optional<Hash> hashFromHex(std::string_view text) {
    return asHash(fromHex(text));
}

std::optional<Hash> hashFromBase64(std::string_view text) {
    return asHash(fromBase64(text));
}

bool equalInConstantTime(ByteView a, ByteView b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<std::uint8_t> bytes) {
    sodium_memzero(bytes.data(), bytes.size());
}

void wipe(std::span<char> text) {
    sodium_memzero(text.data(), text.size());
}

} // namespace custos::ledger
