#include "server/auth/password.h"
#include "server/db/pool.h"
#include "server/demo/plan.h"
#include "server/demo/seeding.h"
#include "server/host/data_directory.h"
#include "server/host/start_refused.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/workers/audit_desk.h"
#include "server/workers/worker.h"

#include <iterator>

namespace custos::workers {

namespace {

/// Practices that a demo is not asked for are left alone; one that is there already gets new passwords.
class SeedWorker final : public Worker {
public:
    explicit SeedWorker(const Order& order)
        : order_(order)
        , keys_(openKeys(order, {phi::StoredKey::KeyEncryption, phi::StoredKey::Pepper}))
        , keyEncryption_(openKeyEncryption(keys_, order.keyPlace)) {}

    void start() override {}
    void attach(Link, ipc::Descriptor) override {}

    std::optional<std::string> tick() override {
        if (done_)
            return std::nullopt;
        done_ = true;
        return static_cast<char>(Report::Seeded) + encode(seedAll());
    }

private:
    std::vector<demo::DemoAccount> seedAll() const {
        db::Pool operations(order_.login(db::Duty::Operations), {.size = 2});
        db::Pool keysPool(order_.login(db::Duty::Keys), {.size = 1});
        phi::DbTenantKeyTable table(keysPool, operations);
        phi::TenantKeyring keyring(*keyEncryption_, table);
        const auth::PasswordHasher passwords(copyOf(keys_, phi::StoredKey::Pepper));
        std::vector<demo::DemoAccount> accounts;
        for (const auto& plan : demo::planDemo(order_.demo->seed, order_.demo->today, order_.demo->zone)) {
            auto seeded = demo::seed({.operations = operations, .keyring = keyring, .passwords = passwords},
                                     plan, order_.demo->waiting, order_.demo->bait);
            if (!seeded)
                throw StartRefused("the demo can't be stored; is this another demo's directory?");
            std::move(seeded->begin(), seeded->end(), std::back_inserter(accounts));
        }
        return accounts;
    }

    const Order& order_;
    const phi::KeyStore keys_;
    const std::unique_ptr<phi::KeyEncryption>
        keyEncryption_; ///< gone with this process, once the demo is stored
    bool done_ = false;
};

} // namespace

WorkerPtr makeSeedWorker(const Order& order) {
    return std::make_unique<SeedWorker>(order);
}

} // namespace custos::workers
