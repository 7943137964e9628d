#include "server/auth/password.h"

#include "server/phi/folding.h"

#include <algorithm>
#include <new>
#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

namespace custos::auth {

namespace {

constexpr std::size_t longestPassword = 1024;
constexpr int shortestPassword = 8;

// What guessing begins with. The list of breached passwords is a file of its own, not source.
constexpr std::array common{
    "00000000",  "11111111",  "12341234",  "12345678",   "123456789",  "1234567890",  "123123123",
    "87654321",  "abc12345",  "abcd1234",  "aaaaaaaa",   "baseball1",  "changeme",    "changeme1",
    "dentist1",  "dragon123", "football1", "iloveyou",   "iloveyou1",  "letmein1",    "letmein123",
    "monkey123", "passw0rd",  "password",  "password1",  "password12", "password123", "p@ssw0rd",
    "practice1", "princess1", "qwerty12",  "qwerty123",  "qwertyui",   "qwertyuiop",  "sunshine1",
    "superman1", "trustno1",  "welcome1",  "welcome123", "zaq12wsx",   "1q2w3e4r",    "1qaz2wsx",
};

std::optional<int> codePoints(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0;
    u_strFromUTF8(nullptr, 0, &units, utf8.data(), int32_t(utf8.size()), &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return std::nullopt;
    return icu::UnicodeString::fromUTF8({utf8.data(), int32_t(utf8.size())}).countChar32();
}

std::string folded(std::string_view text) {
    std::string whole;
    for (const std::string& part : phi::foldedParts(text))
        whole += part;
    return whole;
}

// "harborlane1!" for somebody of harborlane: nothing but a name and a few characters more.
bool isMadeOf(const std::string& password, std::string_view name) {
    const std::string word = folded(name);
    return word.size() >= 4 && password.find(word) != std::string::npos && password.size() < word.size() + 5;
}

bool isCommon(std::string_view password, std::string_view username, std::string_view practice) {
    std::string lower(password);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    const std::string word = folded(password);
    return std::ranges::find(common, std::string_view(lower)) != common.end() || isMadeOf(word, username) ||
           isMadeOf(word, practice) || isMadeOf(word, "custos");
}

// The same password from keyboards that compose letters differently (NIST SP 800-63B-4 section 3.1.1.2).
std::string normalized(std::string_view password) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    std::string result;
    if (U_SUCCESS(status))
        nfkc->normalize(icu::UnicodeString::fromUTF8({password.data(), int32_t(password.size())}), status)
            .toUTF8String(result);
    if (U_FAILURE(status))
        throw std::bad_alloc();
    return result;
}

} // namespace

Result<void, PasswordError> acceptable(std::string_view password, std::string_view username,
                                       std::string_view practice) {
    if (password.size() > longestPassword)
        return unexpected(PasswordError::TooLong);
    const auto length = codePoints(password);
    if (!length)
        return unexpected(PasswordError::NotUtf8);
    if (*length < shortestPassword)
        return unexpected(PasswordError::TooShort);
    if (isCommon(password, username, practice))
        return unexpected(PasswordError::TooCommon);
    return {};
}

PasswordHasher::PasswordHasher(ledger::SecretKey<32> pepper, PasswordCost cost)
    : pepper_(std::move(pepper))
    , cost_(cost) {
    std::array<char, 32> random{};
    randombytes_buf(random.data(), random.size());
    nobody_ = hash({random.data(), random.size()});
}

ledger::SecretKey<64> PasswordHasher::peppered(std::string_view password) const {
    std::string text = normalized(password);
    std::array<std::uint8_t, crypto_auth_hmacsha512_BYTES> mac{};
    const ledger::ByteView bytes = ledger::asBytes(text);
    crypto_auth_hmacsha512(mac.data(), bytes.data(), bytes.size(), pepper_.view().data());
    ledger::SecretKey<64> secret(mac);
    ledger::wipe(mac);
    ledger::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return secret;
}

std::string PasswordHasher::hash(std::string_view password) const {
    const auto secret = peppered(password);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), reinterpret_cast<const char*>(secret.view().data()),
                              secret.view().size(), cost_.passes, cost_.memoryBytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return text.data();
}

bool PasswordHasher::verify(std::string_view password, const std::string& hash) const {
    const auto secret = peppered(password);
    // The library reads a fixed size; a shorter text of ours must not end before that.
    std::array<char, crypto_pwhash_STRBYTES> text{};
    std::copy_n(hash.begin(), std::min(hash.size(), text.size() - 1), text.begin());
    return crypto_pwhash_str_verify(text.data(), reinterpret_cast<const char*>(secret.view().data()),
                                    secret.view().size()) == 0;
}

bool PasswordHasher::verifyNobody(std::string_view password) const {
    (void)verify(password, nobody_);
    return false;
}

bool PasswordHasher::outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memoryBytes) != 0;
}

} // namespace custos::auth
