#include "server/demo/ready_file.h"

#include <nlohmann/json.hpp>

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
