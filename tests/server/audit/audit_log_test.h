#pragma once

#include "ledger/log_walk.h"
#include "server/audit/sequencer.h"
#include "server/audit/writer.h"
#include "server/db/transaction.h"
#include "server/log/log.h"
#include "tests/server/audit/audit_examples.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

namespace custos::audit {

/// A real database with the schema, an empty log for each test, a hand-moved clock and the keys of a server.
class AuditLogTest : public ::testing::Test {
protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite();
    AuditLogTest();

    /// One statement of a superuser who gets past triggers, in a transaction of its own. Throws when it
    /// fails.
    template<class... P>
    db::Rows ask(const db::Query& query, const P&... params) {
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin(testing::Database::superuserPatience);
        const auto ticket = work.run(query, params...);
        if (const auto done = work.commit(); !done)
            throw std::runtime_error(std::string(query.name()) + " " + std::string(done.error().state()));
        return work.take(ticket);
    }

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

    static std::unique_ptr<testing::Database> shared_; // one cluster for a suite: making one takes a second
    testing::Database& database_ = *shared_;
    example::HandClock clock_;
    EntryComposer composer_{example::entryKeys(), clock_.source()};
    log::Log log_{2};
};

} // namespace custos::audit
