#pragma once

#include "ledger/result.h"
#include "server/http/listener.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace custos::http {

/// The server's certificates, as they are served and as they are pinned.
struct Certificates {
    Identity identity;
    std::string authorityPem;              ///< One certificate: the practice authority's.
    std::array<std::string, 2> pins;       ///< SPKI SHA-256 (RFC 7469 section 2.4), hex: in use, next
    std::chrono::sys_seconds notAfter;     ///< Of the authority
    std::chrono::sys_seconds leafNotAfter; ///< Of what is served
};

struct IssuedCertificates {
    Certificates certificates;
    std::string nextKeyPem; ///< The next leaf key: for the operator to keep off this machine. Stored nowhere.
};

enum class CertificateError {
    AlreadyThere,
    Missing,
    LoosePermissions, ///< A key file that is not 0600, or a directory that is not 0700.
    Damaged,          ///< Files that do not read back as what was written, or do not belong together.
    Unwritable,
    CryptoFailed
};

/// A practice authority (P-256, ten years), a leaf (P-256, 397 days) for the given names, and a next leaf key
/// whose pin alone is kept. P-256 because an Ed25519 leaf shows pinning clients an empty key.
/// Writes `directory` (0700, must not exist) with files of 0600, durably.
[[nodiscard]] Result<IssuedCertificates, CertificateError>
issueCertificates(const std::filesystem::path& directory, const std::vector<std::string>& names);

/// Reads them back. A leaf that ends within 300 days, or that lacks one of `names`, is signed again for the
/// same key: pins stay as they are.
[[nodiscard]] Result<Certificates, CertificateError> loadCertificates(const std::filesystem::path& directory,
                                                                      const std::vector<std::string>& names);

/// When to say that a certificate ends: once a day in its last 30.
class ExpiryReminder {
public:
    explicit ExpiryReminder(std::chrono::sys_seconds notAfter)
        : notAfter_(notAfter) {}

    /// How many days are left, where it is time to say so. Call it often.
    [[nodiscard]] std::optional<std::chrono::days> due(std::chrono::sys_seconds now);

private:
    const std::chrono::sys_seconds notAfter_;
    std::chrono::sys_seconds next_;
};

} // namespace custos::http
