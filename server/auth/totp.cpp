#include "server/auth/totp.h"

#include <cstdlib>
#include <liboath/oath.h>
#include <memory>
#include <sodium.h>
#include <stdexcept>

namespace custos::auth {

namespace {

constexpr unsigned digits = 6;

struct Free {
    void operator()(char* text) const { std::free(text); }
};

void startLibrary() {
    static const int started = oath_init();
    if (started != OATH_OK)
        throw std::runtime_error("liboath does not start");
}

const char* oathBytes(const TotpSeed& seed) {
    return reinterpret_cast<const char*>(seed.view().data());
}

std::string percentEncoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    for (const unsigned char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            encoded.push_back(char(c));
        else
            encoded.append({'%', hex[c >> 4], hex[c & 15]});
    }
    return encoded;
}

} // namespace

TotpSeed newTotpSeed() {
    std::array<std::uint8_t, 20> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    TotpSeed seed(bytes);
    ledger::wipe(bytes);
    return seed;
}

std::int64_t totpStepAt(ledger::UtcTime now) {
    return now.time_since_epoch() / totpStep;
}

std::string totpCode(const TotpSeed& seed, std::int64_t step) {
    startLibrary();
    std::array<char, digits + 1> code{};
    if (oath_hotp_generate(oathBytes(seed), seed.view().size(), std::uint64_t(step), digits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, code.data()) != OATH_OK)
        throw std::runtime_error("liboath makes no code");
    return code.data();
}

std::optional<std::int64_t> matchingTotpStep(const TotpSeed& seed, std::string_view code,
                                             ledger::UtcTime now) {
    std::optional<std::int64_t> matching;
    const std::int64_t current = totpStepAt(now);
    for (std::int64_t step = current - totpDrift; step <= current + totpDrift; ++step)
        if (ledger::equalInConstantTime(ledger::asBytes(totpCode(seed, step)), ledger::asBytes(code)))
            matching = step;
    return matching;
}

std::string toBase32(const TotpSeed& seed) {
    startLibrary();
    char* text = nullptr;
    std::size_t length = 0;
    if (oath_base32_encode(oathBytes(seed), seed.view().size(), &text, &length) != OATH_OK)
        throw std::bad_alloc();
    const std::unique_ptr<char, Free> owner(text);
    return {text, length}; // 20 bytes are 32 characters: no padding
}

std::string otpauthUri(const TotpSeed& seed, std::string_view issuer, std::string_view account) {
    const std::string name = percentEncoded(issuer);
    return "otpauth://totp/" + name + ":" + percentEncoded(account) + "?secret=" + toBase32(seed) +
           "&issuer=" + name + "&algorithm=SHA1&digits=6&period=30";
}

} // namespace custos::auth
