#include "server/audit/sequencer_thread.h"
#include "server/workers/audit_desk.h"
#include "server/workers/sealing_status.h"
#include "server/workers/worker.h"

namespace custos::workers {

namespace {

class SequencerWorker final : public Worker {
public:
    explicit SequencerWorker(const Order& order)
        : login_(order.login(db::Duty::Sequencer))
        , keys_(openKeys(
              order, {phi::StoredKey::AuditMac, phi::StoredKey::SubjectHash, phi::StoredKey::LedgerSigning}))
        , composer_(composerWith(keys_)) {}

    void start() override {
        sequencer_.emplace(std::make_unique<audit::Sequencer>(
            login_,
            audit::SealingKeys{
                .mac = copyOf(keys_, phi::StoredKey::AuditMac),
                .ledger = ledger::SigningKey::fromSeed(copyOf(keys_, phi::StoredKey::LedgerSigning))},
            composer_));
    }

    void attach(Link, ipc::Descriptor end) override {
        listener_ = std::make_unique<ipc::Channel>(std::move(end));
        listener_->start([](std::string_view) { return false; });
    }

    std::optional<std::string> tick() override {
        if (listener_)
            listener_->send(sealingStatusMessage(*sequencer_));
        return std::nullopt;
    }

private:
    const std::string login_;
    const phi::KeyStore keys_;
    const audit::EntryComposer composer_;
    std::optional<audit::SequencerThread> sequencer_;
    std::unique_ptr<ipc::Channel> listener_;
};

} // namespace

WorkerPtr makeSequencerWorker(const Order& order) {
    return std::make_unique<SequencerWorker>(order);
}

} // namespace custos::workers
