#include "server/auth/recovery_code.h"

#include "server/phi/key_material.h"
#include "server/phi/key_store.h"

#include <sodium.h>

namespace custos::auth {

namespace {

constexpr std::string_view base32Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

std::string newRecoveryCode() {
    std::array<std::uint8_t, 10> random{};
    randombytes_buf(random.data(), random.size());
    std::string code;
    for (const std::uint8_t byte : random) {
        if (code.size() == 5)
            code.push_back('-');
        code.push_back(base32Alphabet[byte & 31]); // 32 divides 256: every letter is as likely
    }
    ledger::wipe(random);
    return code;
}

std::string folded(std::string_view typed) {
    std::string code;
    for (const char c : typed)
        if (c != '-' && c != ' ')
            code.push_back(c >= 'A' && c <= 'Z' ? char(c + 32) : c);
    return code;
}

} // namespace

std::vector<std::string> newRecoveryCodes() {
    std::vector<std::string> codes(recoveryCodeCount);
    for (std::string& code : codes)
        code = newRecoveryCode();
    return codes;
}

RecoveryHasher::RecoveryHasher(const phi::KeyStore& keys)
    : key_(keys.derive(phi::StoredKey::Pepper, "custos recovery code 1")) {}

ledger::Hash RecoveryHasher::hash(const ledger::Uuid& user, std::string_view typed) const {
    std::string message(user.bytes.begin(), user.bytes.end());
    message += folded(typed);
    return phi::hmacSha256(key_.view(), ledger::asBytes(message));
}

} // namespace custos::auth
