#include "server/demo/ready_file.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace custos::demo {

namespace {

using nlohmann::json;

DemoAccount accountFrom(const json& source) {
    return {.username = source.at("username"),
            .password = source.at("password"),
            .totpSeed = source.at("totp_seed"),
            .role = source.at("role"),
            .practice = source.at("practice")};
}

} // namespace

std::string toJsonText(const ReadyFile& file) {
    json accounts = json::array();
    for (const auto& account : file.accounts)
        accounts.push_back({{"username", account.username},
                            {"password", account.password},
                            {"totp_seed", account.totpSeed},
                            {"role", account.role},
                            {"practice", account.practice}});
    json enrolments = json::object();
    for (const auto& [practice, path] : file.enrolmentFiles)
        enrolments[practice] = path.string();
    return json{{"url", file.url},
                {"ca", file.ca.string()},
                {"spki_sha256", file.spkiSha256},
                {"enrolment_file", file.enrolmentFiles.begin()->second.string()},
                {"enrolment_files", enrolments},
                {"ledger_public_key", file.ledgerPublicKey},
                {"accounts", accounts},
                {"admin_socket", file.adminSocket.string()}}
               .dump(2) +
           "\n";
}

Result<void, ReadyFileError> writeReadyFile(const std::filesystem::path& path, const std::string& jsonText) {
    const auto fresh = std::filesystem::path(path).concat(".new");
    ::unlink(fresh.c_str());
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return unexpected(ReadyFileError::Unwritable);
    const bool written =
        ::write(descriptor, jsonText.data(), jsonText.size()) == static_cast<ssize_t>(jsonText.size());
    ::close(descriptor);
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0)
        return unexpected(ReadyFileError::Unwritable);
    return {};
}

Result<ReadyFile, ReadyFileError> readReadyFile(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream)
        return unexpected(ReadyFileError::Missing);
    try {
        const auto source = json::parse(stream);
        ReadyFile file{.url = source.at("url"),
                       .ca = source.at("ca").get<std::string>(),
                       .spkiSha256 = source.at("spki_sha256"),
                       .enrolmentFiles = {},
                       .ledgerPublicKey = source.at("ledger_public_key"),
                       .accounts = {},
                       .adminSocket = source.at("admin_socket").get<std::string>()};
        for (const auto& [practice, enrolment] : source.at("enrolment_files").items())
            file.enrolmentFiles[practice] = enrolment.get<std::string>();
        for (const auto& account : source.at("accounts"))
            file.accounts.push_back(accountFrom(account));
        return file;
    } catch (const json::exception&) {
        return unexpected(ReadyFileError::Damaged);
    }
}

} // namespace custos::demo
