#pragma once

#include "ledger/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace custos::demo {

struct DemoAccount {
    std::string username;
    std::string password;
    std::string totpSeed; ///< RFC 4648 base32
    std::string role;
    std::string practice; ///< Code
};

/// What tests and people need to use a demo: the one place where its secrets stand in the clear.
struct ReadyFile {
    std::string url;
    std::filesystem::path ca;
    std::string spkiSha256;                                      ///< Hex
    std::map<std::string, std::filesystem::path> enrolmentFiles; ///< By practice code; never empty
    std::string ledgerPublicKey;                                 ///< Base64
    std::vector<DemoAccount> accounts;
    std::filesystem::path adminSocket;
};

enum class ReadyFileError { Missing, Damaged };

/// A JSON object: `url`, `ca`, `spki_sha256`, `enrolment_files` (by practice code), `enrolment_file` (the
/// first practice's), `ledger_public_key`, `admin_socket`, and `accounts`, each with `username`, `password`,
/// `totp_seed`, `role` and `practice`.
[[nodiscard]] std::string toJsonText(const ReadyFile& file);

[[nodiscard]] Result<ReadyFile, ReadyFileError> readReadyFile(const std::filesystem::path& path);

} // namespace custos::demo
