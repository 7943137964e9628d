#pragma once

#include "ledger/keys.h"
#include "ledger/result.h"
#include "server/db/roles.h"
#include "server/http/certificates.h"
#include "server/http/listener.h"
#include "server/phi/key_store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::phi {
class TenantKeyring;
} // namespace custos::phi

namespace custos::auth {
class PasswordHasher;
} // namespace custos::auth

namespace custos {

class ImportService;

/// Keys, certificates and logins: what a backend is made of. Everything outlives it.
struct BackendParts {
    const phi::KeyStore& keys;
    const http::Certificates& certificates;
    std::function<std::string(db::Duty)> conninfo;
    log::Log& log;
    std::chrono::microseconds displayAhead{}; ///< See decision 0030
    std::chrono::seconds repeatWindow{60};    ///< For how long an audit entry covers repeats of the same read
    double requestRate = 50;                  ///< Calls a second and session
};

/// The services behind the listener, built in one place and in the order in which they need each other:
/// pools, keyring, audit writer and sequencer, sign-in, handlers, events.
class Backend {
public:
    explicit Backend(const BackendParts& parts);
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    ~Backend();

    /// Opens the door. The port is known afterwards.
    [[nodiscard]] Result<uint16_t, http::ListenError> listen(const http::ListenerOptions& options);

    /// For provisioning and import.
    [[nodiscard]] db::Pool& operations();
    [[nodiscard]] phi::TenantKeyring& keyring();
    [[nodiscard]] const auth::PasswordHasher& passwords() const;

    /// What the operator's import goes to.
    [[nodiscard]] const ImportService& import() const;

private:
    class Graph;
    std::unique_ptr<Graph> graph_;
};

/// The ledger's public key, as it stands in enrolment files.
[[nodiscard]] ledger::PublicKey ledgerPublicKey(const phi::KeyStore& keys);

} // namespace custos
