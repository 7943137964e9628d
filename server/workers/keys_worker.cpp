#include "server/host/data_directory.h"
#include "server/workers/audit_desk.h"
#include "server/workers/key_line.h"
#include "server/workers/worker.h"

namespace custos::workers {

namespace {

/// Holds the key-encryption key, in a file's copy or at a token, and nothing else: no login, no network.
class KeysWorker final : public Worker {
public:
    explicit KeysWorker(const Order& order)
        : store_(openKeys(order, {phi::StoredKey::KeyEncryption}))
        , keys_(openKeyEncryption(store_, order.keyPlace))
        , server_(*keys_) {}

    void start() override {}
    void attach(Link link, ipc::Descriptor end) override { server_.attach(int(link), std::move(end)); }

private:
    const phi::KeyStore store_;
    const std::unique_ptr<phi::KeyEncryption> keys_;
    KeyLineServer server_;
};

} // namespace

WorkerPtr makeKeysWorker(const Order& order) {
    return std::make_unique<KeysWorker>(order);
}

} // namespace custos::workers
