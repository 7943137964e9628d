#include "server/auth/pbkdf2.h"

#include <array>
#include <charconv>
#include <new>
#include <openssl/evp.h>
#include <sodium.h>

namespace custos::auth {

namespace {

constexpr std::string_view head = "$pbkdf2-sha512$i=";
constexpr std::size_t saltSize = 16;
constexpr std::size_t resultSize = 32;
constexpr unsigned mostIterations = 10'000'000;
constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

struct Parsed {
    unsigned iterations = 0;
    ledger::Bytes salt;
    ledger::Bytes result;
};

std::string encoded(ledger::ByteView bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();
    return text;
}

std::optional<ledger::Bytes> decoded(std::string_view text, std::size_t size) {
    ledger::Bytes bytes(size);
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          variant) != 0 ||
        length != size)
        return std::nullopt;
    return bytes;
}

std::optional<Parsed> parse(std::string_view hash) {
    if (!isPbkdf2Text(hash))
        return std::nullopt;
    hash.remove_prefix(head.size());
    Parsed parsed;
    const auto [end, error] = std::from_chars(hash.data(), hash.data() + hash.size(), parsed.iterations);
    if (error != std::errc() || parsed.iterations == 0 || parsed.iterations > mostIterations)
        return std::nullopt;
    hash.remove_prefix(std::size_t(end - hash.data()));
    const auto second = hash.find('$', 1);
    if (!hash.starts_with('$') || second == std::string_view::npos)
        return std::nullopt;
    auto salt = decoded(hash.substr(1, second - 1), saltSize);
    auto result = decoded(hash.substr(second + 1), resultSize);
    if (!salt || !result)
        return std::nullopt;
    parsed.salt = std::move(*salt);
    parsed.result = std::move(*result);
    return parsed;
}

} // namespace

ledger::Bytes pbkdf2(ledger::ByteView secret, ledger::ByteView salt, unsigned iterations, std::size_t size) {
    ledger::Bytes result(size);
    if (PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(secret.data()), int(secret.size()), salt.data(),
                          int(salt.size()), int(iterations), EVP_sha512(), int(size), result.data()) != 1)
        throw std::bad_alloc();
    return result;
}

std::string pbkdf2Text(ledger::ByteView secret, unsigned iterations) {
    std::array<std::uint8_t, saltSize> salt{};
    randombytes_buf(salt.data(), salt.size());
    return std::string(head) + std::to_string(iterations) + "$" + encoded(salt) + "$" +
           encoded(pbkdf2(secret, salt, iterations, resultSize));
}

bool isPbkdf2Text(std::string_view hash) {
    return hash.starts_with(head);
}

std::optional<unsigned> pbkdf2Iterations(std::string_view hash) {
    const auto parsed = parse(hash);
    return parsed ? std::optional(parsed->iterations) : std::nullopt;
}

bool verifiesPbkdf2(ledger::ByteView secret, std::string_view hash) {
    const auto parsed = parse(hash);
    return parsed && ledger::equalInConstantTime(pbkdf2(secret, parsed->salt, parsed->iterations, resultSize),
                                                 parsed->result);
}

} // namespace custos::auth
