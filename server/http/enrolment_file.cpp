#include "server/http/enrolment_file.h"

#include "ledger/bytes.h"

#include <nlohmann/json.hpp>
#include <sodium.h>

#include <stdexcept>

namespace custos::http {

namespace {

std::string rfc3339(std::chrono::sys_seconds time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(days);
    const std::chrono::hh_mm_ss clock(time - days);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

nlohmann::json signatureOver(const std::string& canonical) {
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> publicKey{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secretKey{};
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    if (sodium_init() < 0)
        throw std::runtime_error("no random source");
    crypto_sign_keypair(publicKey.data(), secretKey.data());
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(canonical.data()),
                         canonical.size(), secretKey.data());
    sodium_memzero(secretKey.data(), secretKey.size());
    return {{"public_key", ledger::toBase64(publicKey)}, {"value", ledger::toBase64(signature)}};
}

} // namespace

std::string writeEnrolment(const Enrolment& enrolment) {
    nlohmann::json file{
        {"format", "custos-enrolment"},
        {"version", 1},
        {"addresses", enrolment.addresses},
        {"ca", enrolment.authorityPem},
        {"pins", enrolment.pins},
        {"not_after", rfc3339(enrolment.notAfter)},
        {"practice",
         {{"id", enrolment.practiceId}, {"code", enrolment.practiceCode}, {"name", enrolment.practiceName}}},
        {"ledger_public_key", enrolment.ledgerPublicKey},
        {"issued_by", enrolment.issuedBy},
        {"issued_at", rfc3339(enrolment.issuedAt)},
        {"for", enrolment.issuedFor}};
    file["signature"] = signatureOver(file.dump());
    return file.dump(2) + "\n";
}

} // namespace custos::http
