#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace custos::http {

/// What a computer learns about the server from its enrolment file; docs/enrolment-file.md.
struct Enrolment {
    std::vector<std::string> addresses; ///< `https://host:port`, one to four
    std::string authorityPem;
    std::array<std::string, 2> pins; ///< Hex: in use, next
    std::chrono::sys_seconds notAfter;
    std::string practiceId;
    std::string practiceCode;
    std::string practiceName;
    std::string ledgerPublicKey; ///< Base64 of 32 bytes
    std::string issuedBy;
    std::chrono::sys_seconds issuedAt;
    std::string issuedFor;
};

/// The content of a `.custos` file. Signed by a key that exists for this call alone: the signature detects
/// damage and proves nothing else. Throws std::runtime_error when the random source fails.
[[nodiscard]] std::string writeEnrolment(const Enrolment& enrolment);

} // namespace custos::http
