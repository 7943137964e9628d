#pragma once

#include "server/ground.h"
#include "server/operator/options.h"
#include "server/workers/supervisor.h"

#include <chrono>
#include <string>
#include <vector>

namespace custos {

/// What everybody may know of the secrets, and what the door needs of them. The keys themselves are opened
/// again by the processes that need them, and by none else.
struct Opened {
    std::vector<std::string> keyFingerprints;
    std::string ledgerPublicKey; ///< Base64
    http::Certificates certificates;
};

[[nodiscard]] Opened publicPartOf(Secrets secrets);

/// What the server and a demo have in common when they are asked for.
struct Wishes {
    ListenAddress listen;
    std::vector<std::string> names = {};
    bool allowTls12 = false;
    std::chrono::seconds repeatWindow{60};    ///< for how long an audit entry covers repeats
    int requestRate = 50;                     ///< calls a second and session
    std::chrono::microseconds displayAhead{}; ///< of what people are shown; decision 0030
    KeyPlace keyPlace = {};
};

/// The processes behind the door, each with what is its own (decision 0160). On the main thread. Throws
/// StartRefused.
class Household {
public:
    Household(const Ground& ground, const Wishes& wishes, Opened opened, log::Log& log);

    /// Stores a demo; its accounts.
    std::vector<demo::DemoAccount> seed(const workers::DemoOrder& demo);

    /// Everything behind the door, then the door. What computers learn of it, whatever the practice.
    http::Enrolment open();

    /// Starts again what has died, and says when the certificate ends. Call it often.
    void tend();

private:
    [[nodiscard]] http::Enrolment enrolmentAt(uint16_t port) const;
    [[nodiscard]] workers::Order orderFor(workers::Role role, std::initializer_list<db::Duty> duties) const;

    const Ground& ground_;
    const Wishes wishes_;
    Opened opened_;
    http::ExpiryReminder expiry_;
    log::Log& log_;
    workers::Supervisor supervisor_;
};

} // namespace custos
