#include "tests/server/audit/audit_log_test.h"

#include "ledger/chain.h"
#include "ledger/hash.h"
#include "ledger/verifier.h"
#include "server/audit/log_segment.h"
#include "server/audit/planned_nodes.h"
#include "server/audit/proofs.h"
#include "server/db/queries.h"

namespace custos::audit {

namespace {

using namespace std::chrono_literals;
using ledger::Damage;
using ledger::Finding;

// A superuser edits the tables past the triggers, and where the test says so holds the stolen ledger key as
// well: recomputes leaves, chain and tree and signs the result. The client holds what it has seen before.
class TamperTest : public AuditLogTest {
protected:
    TamperTest() {
        sealer_ = sequencer();
        grow(4);
        early_ = checkpoint();
        grow(6);
        remembered_ = checkpoint();
        shown_ = storedRows();
        grow(6);
    }

    void grow(std::size_t count) {
        const auto more = append(count);
        receipts_.insert(receipts_.end(), more.begin(), more.end());
        clock_.advance(1s);
        sealAll(*sealer_);
    }

    /// Makes leaves, chain, nodes and checkpoint agree with the entries as they are now.
    void recomputeAndSignAgain() {
        const auto ledger = example::ledgerOf(example::practice());
        LogSegment forged(ledger, {}, ledger::chainGenesis(ledger));
        static constexpr db::Query stored{"stored",
                                          "select epoch, xid, id, tenant, body, mac from audit.entries"
                                          " where tenant = $1 order by epoch, xid, id"};
        const auto rows = ask(stored, example::practice());
        for (const db::Row row : rows)
            forged.append({{}, example::practice(), row.get<ledger::Bytes>("body"), {}}, {});
        std::vector<std::int64_t> indexes;
        std::vector<ledger::Hash> leaves, chains;
        for (const SealedLeaf& leaf : forged.leaves()) {
            indexes.push_back(std::int64_t(leaf.index));
            leaves.push_back(leaf.leaf);
            chains.push_back(leaf.chain);
        }
        static constexpr db::Query clear{"clear", "with a as (delete from audit.nodes), b as (delete from "
                                                  "audit.checkpoints) delete from audit.leaves"};
        static constexpr db::Query relink{
            "relink",
            "insert into audit.leaves (tenant, index, epoch, xid, id, leaf, chain)"
            " select $1, w.index, e.epoch, e.xid, e.id, w.leaf, w.chain"
            " from unnest($2::bigint[], $3::bytea[], $4::bytea[]) as w (index, leaf, chain)"
            " join (select row_number() over (order by epoch, xid, id) - 1 as index, * from audit.entries) e"
            " using (index)"};
        ask(clear);
        ask(relink, example::practice(), indexes, leaves, chains);
        std::vector<std::int64_t> levels, places;
        std::vector<ledger::Hash> hashes;
        for (const ledger::Node& node : forged.nodes()) {
            levels.push_back(node.id.level);
            places.push_back(std::int64_t(node.id.index));
            hashes.push_back(node.hash);
        }
        ask(db::queries::audit_seal_nodes, std::vector(levels.size(), example::practice()), levels, places,
            hashes);
        const auto checkpoint = forged.checkpoint(clock_.now(), 1);
        static constexpr db::Query publish{"publish", "update audit.heads set size = $1, note = $2"};
        ask(publish, checkpoint.size,
            ledger::signCheckpoint(checkpoint, example::practice(), example::ledgerKey()));
    }

    [[nodiscard]] ledger::Proof prove(const Result<ProofPlan, ledger::TreeError>& plan) {
        if (!plan)
            return {};
        std::vector<std::int64_t> logs, levels, indexes;
        for (const ledger::NodeId& id : plan->nodes()) {
            logs.push_back(0);
            levels.push_back(id.level);
            indexes.push_back(std::int64_t(id.index));
        }
        std::vector<ledger::Hash> hashes;
        const auto rows = ask(db::queries::audit_read_nodes, logs,
                              std::vector(logs.size(), example::practice()), levels, indexes);
        for (const db::Row row : rows)
            hashes.push_back(row.get<ledger::Hash>("hash"));
        return plan->complete(hashes).value_or(ledger::Proof{});
    }

    /// What a client concludes from what the server can show now.
    [[nodiscard]] ledger::Verdict askedByTheClient(std::optional<ledger::Checkpoint> remembered) {
        static constexpr db::Query head{"head", "select note from audit.heads"};
        const std::string note = ask(head).front().get<std::string>("note");
        const auto now = checkpoint();
        ledger::LogView view{example::ledgerOf(example::practice()), remembered, note, {}, {}, {}};
        ledger::Proof consistency;
        if (remembered && remembered->size <= now.size)
            consistency = prove(ProofPlan::consistency(remembered->size, now.size));
        view.consistency = consistency;
        std::vector<ledger::ShownEntry> shown;
        for (const ledger::SealedRow& row : storedRows()) {
            if (row.entry && row.index < now.size)
                shown.push_back({row.index, *row.entry, prove(ProofPlan::inclusion(row.index, now.size))});
        }
        view.shown = shown;
        return ledger::verify(view, clock_.now());
    }

    /// Walks everything with what this client remembers and has seen.
    [[nodiscard]] ledger::WalkReport walkedByTheClient() {
        ledger::LogWalk walk(example::ledgerOf(example::practice()), {checkpoint(), early_, remembered_});
        for (const ledger::SealedRow& row : shown_)
            walk.witness(row.index, row.leaf);
        for (const ledger::SealedRow& row : storedRows())
            walk.add(row);
        return walk.finish();
    }

    std::vector<ledger::Hash> receipts_;
    std::unique_ptr<Sequencer> sealer_;
    ledger::Checkpoint early_;             // of 4 entries
    ledger::Checkpoint remembered_;        // of 10 entries, of 16
    std::vector<ledger::SealedRow> shown_; // a page that this client checked before
};

// $1 is the index of the entry meant.
constexpr db::Query edit{"edit",
                         "update audit.entries e set body = set_byte(body, 40, get_byte(body, 40) # 1)"
                         " from audit.leaves l where (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id)"
                         " and l.index = $1"};
constexpr db::Query removeEntry{"removeEntry",
                                "delete from audit.entries e using audit.leaves l"
                                " where (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id) and l.index = $1"};
constexpr db::Query exchange{"exchange", "update audit.entries e set body = o.body, mac = o.mac from "
                                         "audit.entries o, audit.leaves l, audit.leaves m"
                                         " where (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id) and "
                                         "(o.epoch, o.xid, o.id) = (m.epoch, m.xid, m.id)"
                                         " and l.index in ($1, $1 + 1) and m.index = 2 * $1 + 1 - l.index"};
constexpr db::Query insertBefore{
    "insertBefore", "insert into audit.entries (epoch, xid, id, tenant, body, mac) overriding system value"
                    " select e.epoch, e.xid, -e.id, e.tenant, set_byte(e.body, 40, 7), e.mac"
                    " from audit.entries e join audit.leaves l using (epoch, xid, id) where l.index = $1"};

TEST_F(TamperTest, anUntouchedLogIsVerified) {
    EXPECT_TRUE(askedByTheClient(remembered_).verified());
    EXPECT_TRUE(walkedByTheClient().intact());
    recomputeAndSignAgain(); // changes nothing
    EXPECT_TRUE(askedByTheClient(remembered_).verified());
    EXPECT_TRUE(walkedByTheClient().intact());
}

TEST_F(TamperTest, anEditedEntryIsNamed) {
    ask(edit, 4);
    const auto verdict = askedByTheClient(remembered_);
    EXPECT_EQ(verdict.finding, Finding::EntryNotIncluded);
    EXPECT_EQ(verdict.firstBadIndex, 4u);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Edited);
    EXPECT_EQ(walkedByTheClient().first, 4u);
}

TEST_F(TamperTest, anEditedEntryIsNamedThoughAllWasRecomputedAndSignedAgain) {
    ask(edit, 4);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Fork);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Rewritten);
    EXPECT_EQ(walkedByTheClient().first, 4u);
    // the same log convinces a client that remembers nothing: what is remembered is what finds it
    EXPECT_TRUE(askedByTheClient(std::nullopt).verified());
}

TEST_F(TamperTest, aDeletedEntryIsNamed) {
    static constexpr db::Query removeLeaf{"removeLeaf", "delete from audit.leaves where index = $1"};
    ask(removeEntry, 4);
    ask(removeLeaf, 4);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Deleted);
    EXPECT_EQ(walkedByTheClient().first, 4u);
}

TEST_F(TamperTest, aDeletedEntryIsNamedThoughAllWasRecomputedAndSignedAgain) {
    ask(removeEntry, 4);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Fork);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Rewritten);
    EXPECT_EQ(walkedByTheClient().first, 4u);
    // and the answer that it stood for came with a receipt
    EXPECT_EQ(walk({}, receipts_).missingReceipts, std::vector{receipts_[4]});
}

TEST_F(TamperTest, anInsertedEntryIsNamedThoughAllWasRecomputedAndSignedAgain) {
    ask(insertBefore, 4);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Fork);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Rewritten);
    EXPECT_EQ(walkedByTheClient().first, 4u);
}

TEST_F(TamperTest, exchangedEntriesAreNamed) {
    ask(exchange, 4);
    const auto verdict = askedByTheClient(remembered_);
    EXPECT_EQ(verdict.finding, Finding::EntryNotIncluded);
    EXPECT_EQ(verdict.firstBadIndex, 4u);
    EXPECT_EQ(walkedByTheClient().first, 4u);
}

TEST_F(TamperTest, exchangedEntriesAreNamedThoughAllWasRecomputedAndSignedAgain) {
    ask(exchange, 4);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Fork);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Rewritten);
    EXPECT_EQ(walkedByTheClient().first, 4u);
}

TEST_F(TamperTest, aCutTailIsFound) {
    static constexpr db::Query cut{"cut", "delete from audit.leaves where index >= 12"};
    ask(cut);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Truncated);
    EXPECT_EQ(walkedByTheClient().first, 12u);
}

TEST_F(TamperTest, aCutTailIsFoundThoughAllWasRecomputedAndSignedAgain) {
    for (int index = 7; index < 16; ++index)
        ask(removeEntry, index);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Rollback);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Truncated);
    EXPECT_EQ(walkedByTheClient().first, 7u);
}

TEST_F(TamperTest, aCutTailThatGrewAgainIsFound) {
    for (int index = 7; index < 16; ++index)
        ask(removeEntry, index);
    append(20);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Fork);
    EXPECT_EQ(walkedByTheClient().last, 7u);
}

TEST_F(TamperTest, aTruncatedTableIsFound) {
    static constexpr db::Query truncate{
        "truncate", "truncate audit.entries, audit.leaves, audit.nodes, audit.subjects, audit.checkpoints"};
    ask(truncate);
    EXPECT_EQ(walkedByTheClient().damage, Damage::Truncated);
    EXPECT_EQ(walkedByTheClient().first, 0u);
    // begun anew and signed again, it is a rollback
    append(3);
    recomputeAndSignAgain();
    EXPECT_EQ(askedByTheClient(remembered_).finding, Finding::Rollback);
}

TEST_F(TamperTest, aLogSetBackWithItsOwnOldCheckpointIsARollback) {
    const auto latest = checkpoint();
    static constexpr db::Query setBack{
        "setBack",
        "update audit.heads h set note = c.note, size = c.size from audit.checkpoints c where c.size = 10"};
    ask(setBack);
    EXPECT_EQ(askedByTheClient(latest).finding, Finding::Rollback);
}

TEST_F(TamperTest, aCheckpointSignedByAnybodyElseIsFound) {
    const auto stranger = ledger::SigningKey::fromSeed(example::secret(99));
    static constexpr db::Query publish{"publish", "update audit.heads set note = $1"};
    ask(publish, ledger::signCheckpoint(checkpoint(), example::practice(), stranger));
    static constexpr db::Query head{"head", "select note from audit.heads"};
    const std::string note = ask(head).front().get<std::string>("note");
    const ledger::LogView view{example::ledgerOf(example::practice()), remembered_, note, {}, {}, {}};
    EXPECT_TRUE(ledger::verify(view, clock_.now()).isAlarm());
}

} // namespace

} // namespace custos::audit
