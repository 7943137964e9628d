#pragma once

#include "ledger/result.h"
#include "server/host/key_place.h"
#include "server/jobs/practice_wanted.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace custos {

struct ListenAddress {
    std::string host = "127.0.0.1";
    uint16_t port = 0;
};

/// `custosd init`: the keys and the empty database of a server to be.
struct InitCommand {
    std::filesystem::path data;
};

/// `custosd serve`: an installed server.
struct ServeCommand {
    std::filesystem::path data;
    ListenAddress listen;
    std::vector<std::string> names; ///< further ones by which computers call it, addresses too; at most four
    bool allowTls12 = false;
    std::chrono::seconds repeatWindow{
        60};              ///< a repeat read this soon is covered by the first one's entry; 0 to 60
    int requestRate = 50; ///< calls a second and session; of a person twice, an address four times
    KeyPlace keyPlace = {};
};

/// `custosd demo`: a synthetic practice, ready in seconds.
struct DemoCommand {
    std::filesystem::path data;
    std::filesystem::path ready;
    std::uint64_t seed = 1;
    std::optional<std::chrono::sys_days> today = {};
    ListenAddress listen;
    std::chrono::seconds repeatWindow{60};
    int requestRate = 50;
    int bait = 2; ///< honeypot patients that each new practice has
    KeyPlace keyPlace = {};
};

/// `custosd totp`: a demo account's next unused code.
struct TotpCommand {
    std::filesystem::path ready;
    std::string user;
};

/// `custosd import fhir`: a bulk export into a practice of a running server.
struct ImportCommand {
    std::filesystem::path directory;
    std::string practice; ///< Its code
    std::filesystem::path adminSocket;
    std::string source = "fhir";       ///< Records merge by source and FHIR id
    std::filesystem::path report = {}; ///< JSON; empty: none
};

/// `custosd practice create`: a practice of a running server, and its first owner's invitation.
struct CreatePracticeCommand {
    jobs::PracticeWanted practice;
    std::filesystem::path enrolment; ///< The file to write
    std::filesystem::path adminSocket;
};

/// `custosd practice invite`: an invitation for somebody who has not enrolled yet.
struct InvitePersonCommand {
    std::string practice; ///< Its code
    jobs::PersonWanted person;
    std::filesystem::path enrolment; ///< The file to write; empty: none
    std::filesystem::path adminSocket;
};

/// `custosd keys rotate`: replaces keys of a running server.
struct RotateKeysCommand {
    std::string practice; ///< Its code; empty: the key-encryption key, of all practices
    std::filesystem::path adminSocket;
};

inline constexpr int mostBait = 50; ///< honeypot patients of one practice

/// `custosd bait`: how many honeypot patients a practice of a running server has.
struct BaitCommand {
    std::string practice; ///< Its code
    int count = 0;
    std::filesystem::path adminSocket;
};

struct HelpCommand {};
struct VersionCommand {};

using Command =
    std::variant<InitCommand, ServeCommand, DemoCommand, TotpCommand, ImportCommand, CreatePracticeCommand,
                 InvitePersonCommand, RotateKeysCommand, BaitCommand, HelpCommand, VersionCommand>;

/// A sentence for the person at the terminal.
struct UsageError {
    std::string sentence;
};

[[nodiscard]] Result<Command, UsageError> parseCommandLine(int argc, const char* const* argv);
[[nodiscard]] std::string usage();

} // namespace custos
