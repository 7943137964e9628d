#include "server/db/pool.h"
#include "server/host/data_directory.h"
#include "server/host/start_refused.h"
#include "server/operator/admin_socket.h"
#include "server/operator/bait_service.h"
#include "server/operator/import_service.h"
#include "server/operator/keys_service.h"
#include "server/operator/practice_service.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/workers/audit_desk.h"
#include "server/workers/detection_thread.h"
#include "server/workers/key_line.h"
#include "server/workers/worker.h"

namespace custos::workers {

namespace {

/// Work without a person, at the operator's word.
class OperationsGraph {
public:
    OperationsGraph(const phi::KeyStore& keys, phi::KeyEncryption& keyEncryption,
                    const ledger::MacKey& fingerprintKey, const Order& order, log::Log& log)
        : pool_(order.login(db::Duty::Operations), {.size = 3})
        , keysPool_(order.login(db::Duty::Keys), {.size = 1})
        , keyTable_(keysPool_, pool_)
        , keyring_(keyEncryption, keyTable_)
        , composer_(composerWith(keys))
        , import_({.import = {pool_, keyring_, composer_, fingerprintKey}, .asKeys = keysPool_, .log = log})
        , log_(log)
        , keyRotation_({.rotation = {pool_, keyring_, composer_}, .asKeys = keysPool_, .log = log})
        , practices_({.provisioning = {pool_, keysPool_, keyring_, composer_},
                      .server = order.enrolment.value(),
                      .log = log})
        , bait_({.detection = {pool_, keyring_, composer_}, .asKeys = keysPool_, .log = log}) {}

    /// Looks for whoever takes bait, from now on.
    void startDetection() {
        detection_.emplace(jobs::DetectionParts{pool_, keyring_, composer_}, keysPool_, log_);
    }

    [[nodiscard]] AdminSocket::Commands commands() const {
        return {
            {"status",
             [](AdminConversation& with) {
                 (void)with.writeLine(R"({"status":"serving","version":")" CUSTOS_VERSION R"("})");
             }},
            {"import", [this](AdminConversation& with) { import_.converse(with); }},
            {"keys", [this](AdminConversation& with) { keyRotation_.converse(with); }},
            {"practice create", [this](AdminConversation& with) { practices_.converseAboutCreation(with); }},
            {"practice invite",
             [this](AdminConversation& with) { practices_.converseAboutInvitation(with); }},
            {"bait", [this](AdminConversation& with) { bait_.converse(with); }}};
    }

private:
    db::Pool pool_;
    db::Pool keysPool_;
    phi::DbTenantKeyTable keyTable_;
    phi::TenantKeyring keyring_;
    audit::EntryComposer composer_;
    ImportService import_;
    log::Log& log_;
    KeysService keyRotation_;
    PracticeService practices_;
    BaitService bait_;
    std::optional<DetectionThread> detection_; // last: it uses the rest
};

class OperationsWorker final : public Worker {
public:
    OperationsWorker(const Order& order, log::Log& log)
        : order_(order)
        , keys_(openKeys(order, {phi::StoredKey::AuditMac, phi::StoredKey::SubjectHash}))
        , fingerprintKey_(
              openKeys(order, {phi::StoredKey::Pepper}).derive(phi::StoredKey::Pepper, "import fingerprints"))
        , log_(log)
        , graph_(keys_, keyEncryption_, fingerprintKey_, order_, log_) {
        auto socket = AdminSocket::open(DataLayout(order.root).adminSocket(), graph_.commands());
        if (!socket)
            throw StartRefused("cannot listen on " + DataLayout(order.root).adminSocket().string());
        socket_ = std::move(*socket);
    }

    void start() override { graph_.startDetection(); }
    void attach(Link, ipc::Descriptor end) override { keyEncryption_.attach(std::move(end)); }

private:
    const Order& order_;
    const phi::KeyStore keys_;
    const ledger::MacKey fingerprintKey_;
    log::Log& log_;
    RemoteKeyEncryption keyEncryption_;
    OperationsGraph graph_;
    std::unique_ptr<AdminSocket> socket_;
};

} // namespace

WorkerPtr makeOperationsWorker(const Order& order, log::Log& log) {
    return std::make_unique<OperationsWorker>(order, log);
}

} // namespace custos::workers
