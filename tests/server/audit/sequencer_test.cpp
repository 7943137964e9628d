#include "tests/server/audit/audit_log_test.h"

#include "ledger/chain.h"
#include "ledger/hash.h"
#include "server/audit/proofs.h"
#include "server/audit/sequencer_thread.h"
#include "server/db/queries.h"

#include <random>
#include <thread>

namespace custos::audit {

namespace {

using namespace std::chrono_literals;
using ledger::Damage;

class SequencerTest : public AuditLogTest {
protected:
    [[nodiscard]] std::int64_t count(const db::Query& query) {
        return ask(query).front().get<std::int64_t>("count");
    }
    [[nodiscard]] std::int64_t entries() {
        static constexpr db::Query query{"entries", "select count(*) from audit.entries"};
        return count(query);
    }
    [[nodiscard]] std::int64_t leaves() {
        static constexpr db::Query query{"leaves", "select count(*) from audit.leaves"};
        return count(query);
    }
    [[nodiscard]] std::int64_t unsealed() {
        static constexpr db::Query query{
            "unsealed",
            "select count(*) from audit.entries e where not exists"
            " (select from audit.leaves l where (l.epoch, l.xid, l.id) = (e.epoch, e.xid, e.id))"};
        return count(query);
    }
    [[nodiscard]] ledger::EntryFields sealedEntry(std::uint64_t index) {
        return ledger::decode(*storedRows().at(index).entry)->fields();
    }
    /// True when the thread's status came to be so within ten seconds.
    template<class Condition>
    static bool comesTo(const SequencerThread& sealing, Condition holds) {
        for (int at = 0; at < 5000 && !holds(sealing.status()); ++at)
            std::this_thread::sleep_for(2ms);
        return holds(sealing.status());
    }
};

TEST_F(SequencerTest, sealsEachEntryOnceInTheOrderOfWriting) {
    const auto leaves = append(5);
    auto sequencer = this->sequencer();
    EXPECT_EQ(sealAll(*sequencer).sealed, 5u);
    EXPECT_EQ(sealAll(*sequencer).sealed, 0u);
    const auto rows = storedRows();
    ASSERT_EQ(rows.size(), 5u);
    for (std::size_t at = 0; at < rows.size(); ++at)
        EXPECT_EQ(rows[at].leaf, leaves[at]);
    EXPECT_TRUE(walk({}, leaves).intact());
}

TEST_F(SequencerTest, eachPracticeHasALogOfItsOwn) {
    append(3, example::practice(1));
    append(4, example::practice(2));
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    EXPECT_EQ(checkpoint(example::practice(1)).size, 3u);
    EXPECT_EQ(checkpoint(example::practice(2)).size, 4u);
    EXPECT_TRUE(walk({}, {}, example::practice(1)).intact());
    EXPECT_TRUE(walk({}, {}, example::practice(2)).intact());
}

TEST_F(SequencerTest, neverSealsPastATransactionThatIsStillOpen) {
    auto open = database_.open(db::Duty::Audit);
    auto work = open.begin();
    const auto early = entry();
    queueAppend(work, early);
    ASSERT_TRUE(work.flush());
    const auto late = append(1);
    auto sequencer = this->sequencer();
    EXPECT_EQ(sealAll(*sequencer).sealed, 0u);
    ASSERT_TRUE(work.commit());
    EXPECT_EQ(sealAll(*sequencer).sealed, 2u);
    EXPECT_EQ(storedRows().at(0).leaf, early.leaf);
    EXPECT_EQ(storedRows().at(1).leaf, late.front());
}

TEST_F(SequencerTest, aLongQueueIsSealedInBoundedSteps) {
    append(25);
    auto sequencer = this->sequencer({.batchLimit = 10});
    const auto first = sequencer->step();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->sealed, 10u);
    EXPECT_TRUE(first->more);
    sealAll(*sequencer);
    EXPECT_EQ(checkpoint().size, 25u);

    append(6);
    auto bySubjects = this->sequencer({.subjectLimit = 2});
    EXPECT_EQ(sequencer->step()->sealed, 6u); // the other one leads
    EXPECT_EQ(bySubjects->step().error(), SealError::Standby);
    sequencer.reset();
    append(6);
    EXPECT_EQ(bySubjects->step()->sealed, 2u);
    EXPECT_TRUE(walk().intact() || checkpoint().size == 33u);
}

TEST_F(SequencerTest, theCheckpointIsSignedByTheLedgerKeyAndKeptForEachSize) {
    append(3);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    const auto first = checkpoint();
    EXPECT_EQ(first.time, clock_.now());
    append(2);
    clock_.advance(1s);
    sealAll(*sequencer);
    const auto second = checkpoint();
    EXPECT_EQ(second.size, 5u);
    EXPECT_TRUE(walk({first}).intact());
    static constexpr db::Query kept{"kept", "select count(*) from audit.checkpoints"};
    EXPECT_EQ(count(kept), 2);
}

TEST_F(SequencerTest, anIdleLogGetsAFreshCheckpointEachMinute) {
    append(3);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    const auto first = checkpoint();
    clock_.advance(59s);
    EXPECT_EQ(sequencer->step()->checkpoints, 0u);
    clock_.advance(1s);
    EXPECT_EQ(sequencer->step()->checkpoints, 1u);
    const auto fresh = checkpoint();
    EXPECT_EQ(fresh.time, first.time + 60s);
    EXPECT_EQ(fresh.root, first.root);
}

TEST_F(SequencerTest, aCheckpointFromTheFutureIsReplacedWhenTheClockIsSetBack) {
    append(1);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    clock_.advance(-1h);
    EXPECT_EQ(sequencer->step()->checkpoints, 1u);
    EXPECT_EQ(checkpoint().time, clock_.now());
}

TEST_F(SequencerTest, sixtyFourWritersWithRollbacksLeaveNoGapAndNoFork) {
    constexpr int writers = 64;
    constexpr int rounds = 12;
    std::vector<std::vector<ledger::Hash>> committed(writers);
    SequencerThread sealing(sequencer(), 5ms);
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([this, writer, &mine = committed[std::size_t(writer)]] {
            std::mt19937 random{std::uint32_t(writer)};
            auto connection = database_.open(db::Duty::Audit);
            for (int round = 0; round < rounds; ++round) {
                std::vector<PreparedEntry> batch;
                auto work = connection.begin();
                for (unsigned at = 0; at <= random() % 3; ++at) {
                    batch.push_back(entry(random(), example::practice(1 + random() % 3)));
                    const auto& last = batch.back();
                    queueAppend(work, last);
                }
                ASSERT_TRUE(work.flush());
                std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
                if (random() % 3 == 0)
                    continue; // rolled back
                ASSERT_TRUE(work.commit());
                for (const auto& prepared : batch)
                    mine.push_back(prepared.leaf);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    std::size_t expected = 0;
    for (const auto& mine : committed)
        expected += mine.size();
    const auto start = std::chrono::steady_clock::now();
    while (sealing.status().sealed < expected && std::chrono::steady_clock::now() - start < 20s)
        std::this_thread::sleep_for(5ms);

    EXPECT_EQ(std::size_t(entries()), expected);
    EXPECT_EQ(std::size_t(leaves()), expected);
    EXPECT_EQ(unsealed(), 0);
    std::multiset<ledger::Hash> sealed;
    for (std::uint64_t tenant = 1; tenant <= 3; ++tenant) {
        EXPECT_TRUE(walk({}, {}, example::practice(tenant)).intact());
        for (const auto& row : storedRows(example::practice(tenant)))
            sealed.insert(row.leaf);
    }
    for (const auto& mine : committed) {
        for (const ledger::Hash& leaf : mine)
            EXPECT_EQ(sealed.count(leaf), 1u);
    }
}

TEST_F(SequencerTest, ofTwoSequencersOneLeadsAndTheOtherTakesOver) {
    append(1);
    auto first = sequencer();
    auto second = sequencer();
    ASSERT_TRUE(first->step());
    EXPECT_EQ(second->step().error(), SealError::Standby);
    append(1);
    ASSERT_TRUE(first->step());
    const auto fence = *first->fence();
    first.reset();
    append(1);
    ASSERT_TRUE(second->step());
    EXPECT_EQ(second->fence(), fence + 1);
    EXPECT_EQ(checkpoint().size, 3u);
}

// A leader that was stopped, lost its lock and wakes up again: as if its connection had been kept alive by a
// network that lies. The lock is taken from it by hand.
TEST_F(SequencerTest, aLeaderThatWasReplacedIsFencedOff) {
    append(1);
    auto old = sequencer();
    ASSERT_TRUE(old->step());
    static constexpr db::Query raise{"raise", "update audit.sequencer set fence = fence + 1"};
    ask(raise);
    append(1);
    EXPECT_EQ(old->step().error(), SealError::Fenced);
    EXPECT_EQ(old->fence(), std::nullopt);
    EXPECT_EQ(leaves(), 1);
    EXPECT_TRUE(old->step()); // leads again, under a new number
    EXPECT_EQ(leaves(), 2);
}

TEST_F(SequencerTest, aKilledBackendOfTheSequencerLosesNothing) {
    append(3);
    auto sequencer = this->sequencer();
    ASSERT_TRUE(sequencer->step());
    static constexpr db::Query kill{
        "kill", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'custos_sequencer'"};
    ask(kill);
    append(3);
    EXPECT_EQ(sequencer->step().error(), SealError::Unavailable);
    while (!sequencer->step())
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(leaves(), 6);
    EXPECT_TRUE(walk().intact());
}

TEST_F(SequencerTest, anEditBeforeSealingIsSealedAsEvidenceWithAnAlert) {
    const auto receipts = append(3);
    static constexpr db::Query edit{
        "edit", "update audit.entries set body = set_byte(body, 40, get_byte(body, 40) # 1)"
                " where id = (select min(id) + 1 from audit.entries)"};
    ask(edit);
    auto sequencer = this->sequencer();
    const auto report = sealAll(*sequencer);
    EXPECT_EQ(report.forged, 1u);
    EXPECT_EQ(report.sealed, 4u);
    const auto rows = storedRows();
    EXPECT_NE(rows.at(1).leaf, receipts[1]);
    const auto alert = sealedEntry(3);
    EXPECT_EQ(alert.action, ledger::Action::EntryForged);
    EXPECT_EQ(alert.reason, "mac");
    EXPECT_EQ(alert.details, (std::vector<ledger::Detail>{{"leaf", ledger::toHex(rows.at(1).leaf)}}));
    // and whoever holds the genuine entry's receipt misses it
    EXPECT_EQ(walk({}, receipts).missingReceipts, std::vector{receipts[1]});
}

TEST_F(SequencerTest, anEntryInsertedWithoutOurKeyIsAForgery) {
    append(1);
    const EntryComposer forger({example::secret(66), example::secret(67)}, clock_.source());
    const auto forged = *forger.compose(example::chartRead());
    auto connection = database_.open(db::Duty::Audit);
    auto work = connection.begin();
    queueAppend(work, forged);
    ASSERT_TRUE(work.commit());
    auto sequencer = this->sequencer();
    EXPECT_EQ(sealAll(*sequencer).forged, 1u);
    EXPECT_EQ(sealedEntry(2).reason, "mac");
}

TEST_F(SequencerTest, aCopyOfASealedEntryIsReportedAsReplayed) {
    append(1);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    static constexpr db::Query copy{
        "copy", "insert into audit.entries (epoch, xid, tenant, body, mac)"
                " select epoch, pg_current_xact_id(), tenant, body, mac from audit.entries"};
    ask(copy);
    EXPECT_EQ(sealAll(*sequencer).forged, 1u);
    EXPECT_EQ(sealedEntry(2).reason, "replayed");
    EXPECT_TRUE(walk().intact());
}

TEST_F(SequencerTest, anEntryMovedToAnotherPracticeIsReportedThere) {
    append(1);
    static constexpr db::Query move{"move", "update audit.entries set tenant = $1"};
    ask(move, example::practice(2));
    auto sequencer = this->sequencer();
    EXPECT_EQ(sealAll(*sequencer).forged, 1u);
    const auto rows = storedRows(example::practice(2));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(ledger::decode(*rows[1].entry)->fields().reason, "tenant");
}

TEST_F(SequencerTest, aDeletionBeforeSealingIsFoundByItsReceipt) {
    const auto receipts = append(3);
    static constexpr db::Query remove{
        "remove", "delete from audit.entries where id = (select min(id) + 1 from audit.entries)"};
    ask(remove);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    EXPECT_EQ(walk().missingReceipts.size(), 0u);
    EXPECT_EQ(walk({}, receipts).missingReceipts, std::vector{receipts[1]});
}

TEST_F(SequencerTest, nothingIsBuiltOnATreeThatWasTamperedWith) {
    append(4);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    static constexpr db::Query tamper{"tamper",
                                      "update audit.nodes set hash = set_byte(hash, 0, get_byte(hash, 0) # 1)"
                                      " where level = 2"};
    ask(tamper);
    append(1);
    EXPECT_EQ(sequencer->step().error(), SealError::LogDamaged);
    EXPECT_EQ(leaves(), 4);
    ask(tamper); // puts it right again
    EXPECT_TRUE(sequencer->step());
    EXPECT_EQ(leaves(), 5);
}

TEST_F(SequencerTest, aCheckpointThatTheLedgerKeyNeverSignedStopsSealing) {
    append(1);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    const auto stranger = ledger::SigningKey::fromSeed(example::secret(99));
    auto fake = checkpoint();
    fake.size = 1;
    static constexpr db::Query plant{"plant", "update audit.heads set note = $1"};
    ask(plant, ledger::signCheckpoint(fake, example::practice(), stranger));
    append(1);
    EXPECT_EQ(sequencer->step().error(), SealError::LogDamaged);
}

TEST_F(SequencerTest, theThreadSaysThatItLeadsAndWhyItCannotSeal) {
    append(2);
    SequencerThread sealing(sequencer(), 2ms);
    EXPECT_TRUE(comesTo(sealing, [](const auto& status) { return status.leading && status.sealed == 2; }));
    EXPECT_EQ(sealing.status().error, std::nullopt);
    static constexpr db::Query plant{"plant", "update audit.heads set note = 'not a checkpoint'"};
    ask(plant);
    append(1);
    EXPECT_TRUE(comesTo(sealing, [](const auto& status) { return status.error == SealError::LogDamaged; }));
    EXPECT_TRUE(comesTo(sealing, [](const auto& status) { return status.sinceStep > 50ms; }));
}

TEST_F(SequencerTest, theThreadForgetsALagThatWasCaughtUpWith) {
    append(2);
    static constexpr db::Query age{"age", "update audit.entries set written_at = now() - interval '1 hour'"};
    ask(age);
    SequencerThread sealing(sequencer(), 2ms);
    EXPECT_TRUE(comesTo(sealing, [](const auto& status) { return status.sealed == 2 && status.lag == 0us; }));
}

TEST_F(SequencerTest, anotherClusterRaisesTheEpochAndSealsOn) {
    append(2);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    append(2); // not sealed when the backup is taken
    sequencer.reset();
    // What a logical restore leaves: the identifier and the transaction numbers of another cluster.
    static constexpr db::Query restore{
        "restore", "with c as (update audit.cluster set system_identifier = 1)"
                   ", e as (update audit.entries set xid = (xid::text::bigint + 1000000)::text::xid8)"
                   ", l as (update audit.leaves set xid = (xid::text::bigint + 1000000)::text::xid8)"
                   " update audit.sequencer set xid = (xid::text::bigint + 1000000)::text::xid8"};
    ask(restore);

    // Until somebody raises the epoch nothing is taken: it would sort before the cursor and never be sealed.
    EXPECT_THROW(append(1), std::runtime_error);
    sequencer = this->sequencer();
    EXPECT_EQ(sealAll(*sequencer).sealed, 3u);
    EXPECT_EQ(checkpoint().epoch, 2u);
    EXPECT_EQ(sealedEntry(4).action, ledger::Action::EpochRaised);
    append(2);
    EXPECT_EQ(sealAll(*sequencer).sealed, 2u);
    EXPECT_EQ(unsealed(), 0);
    EXPECT_TRUE(walk().intact());
}

TEST_F(SequencerTest, proofsFromTheTableHold) {
    const auto receipts = append(11);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    const auto remembered = checkpoint();
    append(26);
    sealAll(*sequencer);
    const auto now = checkpoint();
    const auto hashesFor = [this](const ProofPlan& plan) {
        std::vector<std::int64_t> logs, levels, indexes;
        for (const ledger::NodeId& id : plan.nodes()) {
            logs.push_back(0);
            levels.push_back(id.level);
            indexes.push_back(std::int64_t(id.index));
        }
        std::vector<ledger::Hash> hashes;
        const auto rows = ask(db::queries::audit_read_nodes, logs,
                              std::vector(logs.size(), example::practice()), levels, indexes);
        for (const db::Row row : rows)
            hashes.push_back(row.get<ledger::Hash>("hash"));
        return hashes;
    };
    for (std::uint64_t index = 0; index < receipts.size(); ++index) {
        const auto plan = *ProofPlan::inclusion(index, now.size);
        EXPECT_TRUE(ledger::inclusionHolds(receipts[index], index, now.size, now.root,
                                           *plan.complete(hashesFor(plan))));
    }
    const auto plan = *ProofPlan::consistency(remembered.size, now.size);
    EXPECT_TRUE(ledger::consistencyHolds(remembered.size, remembered.root, now.size, now.root,
                                         *plan.complete(hashesFor(plan))));
}

TEST_F(SequencerTest, subjectsAnswerWhoOpenedThisChart) {
    append(5); // patients 0 to 4
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    static constexpr db::Query who{"who",
                                   "select index from audit.subjects where tenant = $1 and subject = $2"};
    const auto rows =
        ask(who, example::practice(), composer_.subjectOf(example::practice(), example::patient(3)));
    ASSERT_EQ(rows.size(), 1);
    EXPECT_EQ(rows.front().get<std::int64_t>("index"), 3);
}

} // namespace

} // namespace custos::audit
