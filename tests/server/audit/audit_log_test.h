#pragma once

#include "ledger/log_walk.h"
#include "server/audit/sequencer.h"
#include "server/audit/writer.h"
#include "server/log/log.h"
#include "tests/server/audit/audit_database.h"
#include "tests/server/audit/audit_examples.h"

#include <gtest/gtest.h>

namespace custos::audit {

/// A real database with the schema, a hand-moved clock and the keys of a server.
class AuditLogTest : public testing::Test {
protected:
    AuditLogTest();

    /// Appends entries as the writer does, all in one committed transaction. Gives back their leaves.
    std::vector<ledger::Hash> append(std::size_t count, const ledger::Uuid& tenant = example::practice());
    static void queueAppend(db::Transaction& work, const PreparedEntry& entry);
    [[nodiscard]] PreparedEntry entry(std::uint64_t patient = 7,
                                      const ledger::Uuid& tenant = example::practice()) const;

    [[nodiscard]] std::unique_ptr<Sequencer> sequencer(SequencerOptions options = {}) const;
    /// Steps until nothing is left; the steps' numbers added up.
    static SealReport sealAll(Sequencer& sequencer);

    /// What the table says now, signature checked.
    [[nodiscard]] ledger::Checkpoint checkpoint(const ledger::Uuid& tenant = example::practice());
    /// The rows as they are stored.
    [[nodiscard]] std::vector<ledger::SealedRow> storedRows(const ledger::Uuid& tenant = example::practice());
    /// Walks the whole stored log against its own newest checkpoint and the remembered ones.
    [[nodiscard]] ledger::WalkReport walk(std::vector<ledger::Checkpoint> remembered = {},
                                          std::vector<ledger::Hash> receipts = {},
                                          const ledger::Uuid& tenant = example::practice());

    AuditDatabase database_;
    example::HandClock clock_;
    EntryComposer composer_{example::entryKeys(), clock_.source()};
    log::Log log_{2};
};

} // namespace custos::audit
