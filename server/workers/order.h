#pragma once

#include "server/db/roles.h"
#include "server/demo/ready_file.h"
#include "server/demo/zone.h"
#include "server/host/key_place.h"
#include "server/http/enrolment_file.h"
#include "server/http/listener.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::workers {

/// What a process is for. docs/decisions/0160 says who holds what, and why.
enum class Role : std::uint8_t {
    Seed = 1,       ///< stores a demo, once
    Sequencer = 2,  ///< seals the audit log: ledger key
    Auth = 3,       ///< signs people in: pepper, the login that mints sessions
    Api = 4,        ///< answers requests inside live sessions
    Operations = 5, ///< the operator's socket, work without a person
    Keys = 7,       ///< wraps and unwraps practices' keys: the key-encryption key
    Front = 6,      ///< TLS, HTTP, JSON from strangers: the TLS key, no login, no other key
};

/// A line between two processes.
enum class Link : std::uint8_t {
    FrontToApi = 1,
    FrontToAuth = 2,
    SequencerToApi = 3,
    ApiToKeys = 4,
    AuthToKeys = 5,
    OperationsToKeys = 6
};

struct LinkEnds {
    Link link;
    Role from;
    Role to;
};
inline constexpr std::array links{LinkEnds{Link::FrontToApi, Role::Front, Role::Api},
                                  LinkEnds{Link::FrontToAuth, Role::Front, Role::Auth},
                                  LinkEnds{Link::SequencerToApi, Role::Sequencer, Role::Api},
                                  LinkEnds{Link::ApiToKeys, Role::Api, Role::Keys},
                                  LinkEnds{Link::AuthToKeys, Role::Auth, Role::Keys},
                                  LinkEnds{Link::OperationsToKeys, Role::Operations, Role::Keys}};

/// What a demo consists of.
struct DemoOrder {
    std::uint64_t seed = 1;
    std::chrono::sys_days today{};
    demo::FixedZone zone;
    std::chrono::minutes waiting{};
    int bait = 0;
};

/// Everything that a process is given. Whatever is not its own is empty.
struct Order {
    Role role{};
    std::filesystem::path root;               ///< of the data directory
    std::map<db::Duty, std::string> logins;   ///< libpq keywords and values, password included
    std::chrono::microseconds displayAhead{}; ///< decision 0030
    std::chrono::seconds repeatWindow{60};    ///< for how long an audit entry covers repeats
    std::uint64_t requestRate = 50;           ///< calls a second and session
    std::vector<std::string> keyFingerprints; ///< for /health
    http::Identity identity;                  ///< TLS
    bool allowTls12 = false;
    KeyPlace keyPlace;
    std::optional<DemoOrder> demo;
    std::optional<http::Enrolment> enrolment; ///< what all practices' enrolment files have in common

    [[nodiscard]] const std::string& login(db::Duty duty) const { return logins.at(duty); }
};

[[nodiscard]] std::string encode(const Order& order);
[[nodiscard]] std::optional<Order> decodeOrder(std::string_view bytes);

/// What the supervisor says after the order.
enum class Instruction : std::uint8_t {
    Attach = 1, ///< a link, by its number; its end is passed beside it
    Stop = 2,
};
/// What a process says.
enum class Report : std::uint8_t {
    Ready = 1,   ///< locked in, at work
    Serving = 2, ///< the front: the door is open
    Seeded = 3,  ///< the demo's accounts
};

[[nodiscard]] std::string encode(const std::vector<demo::DemoAccount>& accounts);
[[nodiscard]] std::optional<std::vector<demo::DemoAccount>> decodeAccounts(std::string_view bytes);

} // namespace custos::workers
