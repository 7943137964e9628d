#pragma once

#include "ledger/bundle.h"
#include "ledger/entry.h"
#include "ledger/memory_node_store.h"

namespace custos::ledger {

/// An entry with every field filled, different for every number.
EntryFields sampleFields(unsigned number = 0);
Bytes sampleEntry(unsigned number = 0);

/// A hash that stands for nothing.
Hash someHash(unsigned number);

/// A small practice's log, sealed as the server seals one.
class SampleLog {
public:
    explicit SampleLog(unsigned entries = 0, std::uint8_t keySeed = 7);

    void seal(Bytes entry);
    void sealSamples(unsigned count);

    [[nodiscard]] LedgerIdentity identity() const { return {practice_, key_.publicKey()}; }
    [[nodiscard]] const SigningKey& key() const { return key_; }
    [[nodiscard]] std::uint64_t size() const { return rows_.size(); }
    [[nodiscard]] const std::vector<SealedRow>& rows() const { return rows_; }
    [[nodiscard]] const NodeStore& nodes() const { return nodes_; }

    [[nodiscard]] Checkpoint checkpoint(UtcTime time = signedAt, std::uint64_t epoch = 1) const;
    [[nodiscard]] std::string note(UtcTime time = signedAt, std::uint64_t epoch = 1) const;
    [[nodiscard]] std::string sign(const Checkpoint& checkpoint) const;

    static constexpr UtcTime signedAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} +
                                      std::chrono::hours{9}};

private:
    Uuid practice_;
    SigningKey key_;
    std::vector<SealedRow> rows_;
    MemoryNodeStore nodes_;
    Frontier frontier_;
};

} // namespace custos::ledger
