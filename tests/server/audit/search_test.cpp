#include "tests/server/audit/audit_log_test.h"

#include "ledger/hash.h"
#include "server/audit/proofs.h"
#include "server/db/queries.h"

namespace custos::audit {

namespace {

using db::ErrorKind;

// What a live session reads of its practice's log, through the statements that the API sends.
class TrailSearchTest : public AuditLogTest {
protected:
    TrailSearchTest() {
        database_.superuser(R"(
            set session_replication_role = replica; -- past the rule that a practice keeps an owner
            delete from auth.session; delete from auth.account_role; delete from auth.account;
            delete from practice.practice;
            set session_replication_role = origin;
            insert into practice.practice (id, code, name) values
                ('a1000000-0000-0000-0000-000000000001', 'alpha', 'Alpha'),
                ('a1000000-0000-0000-0000-000000000002', 'beta', 'Beta');
            insert into auth.account (tenant, id, username, display_name)
                select p.id, gen_random_uuid(), r, 'Exemplar, ' || r from practice.practice p,
                       unnest(array['front_desk', 'owner', 'platform_admin']) r;
            insert into auth.account_role (tenant, account, role) select a.tenant, a.id, a.username from auth.account a;
            insert into auth.session (tenant, id, account, token_hash)
                select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':' || a.username, 'UTF8'))
                from auth.account a join practice.practice p on p.id = a.tenant)");
        first_ = append(6, example::practice(1));
        second_ = append(3, example::practice(2));
        const auto sealer = sequencer();
        sealAll(*sealer);
        unsealed_ = append(1, example::practice(1));
    }

    template<class... P>
    Result<db::Rows, db::DbError> as(std::string_view who, const db::Query& query, const P&... params) {
        auto connection = database_.open(db::Duty::Api);
        auto work = connection.begin();
        work.enter(ledger::asBytes(who));
        const auto ticket = work.run(query, params...);
        if (const auto done = work.commit(); !done)
            return unexpected(done.error());
        return work.take(ticket);
    }

    struct Wanted {
        std::optional<ledger::Uuid> actor = {};
        std::optional<std::int64_t> action = {};
        std::optional<std::int64_t> outcome = {};
        std::optional<ledger::Hash> subject = {};
        std::optional<std::int64_t> before = {};
        std::optional<std::int64_t> after = {};
        std::int64_t limit = 100;
        std::int64_t bytes = 1 << 20;
    };
    struct Page {
        std::vector<std::int64_t> indexes;
        bool more = false;

        friend bool operator==(const Page&, const Page&) = default;
    };
    Page page(const Wanted& wanted) {
        const auto rows =
            as("alpha:owner", db::queries::audit_search, wanted.actor, wanted.action, wanted.outcome,
               wanted.subject, wanted.before, wanted.after, wanted.limit, wanted.bytes);
        Page read;
        for (const db::Row row : *rows) {
            EXPECT_EQ(ledger::leafHash(row.get<ledger::Bytes>("body")),
                      first_.at(std::size_t(row.get<std::int64_t>("index"))));
            read.indexes.push_back(row.get<std::int64_t>("index"));
            read.more = row.get<bool>("more");
        }
        return read;
    }
    std::vector<std::int64_t> found(const Wanted& wanted) { return page(wanted).indexes; }

    std::vector<ledger::Hash> first_;
    std::vector<ledger::Hash> second_;
    std::vector<ledger::Hash> unsealed_;
};

using Indexes = std::vector<std::int64_t>;

TEST_F(TrailSearchTest, pagesThroughTheSealedEntriesOfItsOwnPractice) {
    EXPECT_EQ(found({}), (Indexes{5, 4, 3, 2, 1, 0}));
    EXPECT_EQ(found({.limit = 2}), (Indexes{5, 4}));
    EXPECT_EQ(found({.before = 4, .limit = 2}), (Indexes{3, 2}));
    EXPECT_EQ(found({.after = 3}), (Indexes{4, 5}));
}

TEST_F(TrailSearchTest, endsAPageBeforeItHoldsTooManyBytes) {
    const auto rows = storedRows();
    const auto size = [&rows](std::size_t index) { return std::int64_t(rows.at(index).entry->size()); };
    EXPECT_EQ(found({.bytes = size(5) + size(4)}), (Indexes{5, 4}));
    EXPECT_EQ(found({.bytes = size(5) + size(4) - 1}), Indexes{5});
    EXPECT_EQ(found({.after = 2, .bytes = size(3) + size(4)}), (Indexes{3, 4}));
    // However long it is, an entry is on a page, so that those behind it can be reached.
    EXPECT_EQ(found({.before = 4, .bytes = 0}), Indexes{3});
    EXPECT_EQ(found({.after = 3, .bytes = 0}), Indexes{4});
}

TEST_F(TrailSearchTest, saysWhetherAPageIsTheLast) {
    EXPECT_EQ(page({}), (Page{{5, 4, 3, 2, 1, 0}, false}));
    EXPECT_EQ(page({.limit = 2}), (Page{{5, 4}, true}));
    EXPECT_EQ(page({.before = 2, .limit = 3}), (Page{{1, 0}, false}));
    EXPECT_EQ(page({.bytes = 0}), (Page{{5}, true}));
    EXPECT_EQ(page({.before = 1, .bytes = 0}), (Page{{0}, false}));
    EXPECT_EQ(page({.after = 3, .bytes = 0}), (Page{{4}, true}));
    EXPECT_EQ(page({.before = 0}), Page{});
}

TEST_F(TrailSearchTest, filtersByPatientActorActionAndOutcome) {
    const auto whose = [this](std::uint64_t patient) {
        return composer_.subjectOf(example::practice(1), example::patient(patient));
    };
    EXPECT_EQ(found({.subject = whose(3)}), Indexes{3});
    EXPECT_EQ(found({.subject = whose(99)}), Indexes{});
    EXPECT_EQ(found({.actor = example::uuid(0xc3, 1), .limit = 1}), Indexes{5});
    EXPECT_EQ(found({.actor = example::uuid(0xc3, 2)}), Indexes{});
    EXPECT_EQ(found({.action = std::int64_t(ledger::Action::PatientRead), .after = 4}), Indexes{5});
    EXPECT_EQ(found({.action = std::int64_t(ledger::Action::AuditRead)}), Indexes{});
    EXPECT_EQ(found({.outcome = std::int64_t(ledger::Outcome::Denied)}), Indexes{});
}

TEST_F(TrailSearchTest, onlyThoseWhoMayReadTheTrailSearchIt) {
    const std::optional<std::int64_t> none;
    const std::optional<ledger::Uuid> nobody;
    const std::optional<ledger::Hash> noHash;
    const auto search = [&](std::string_view who) {
        const auto rows =
            as(who, db::queries::audit_search, nobody, none, none, noHash, none, none, 10, 1 << 20);
        return rows ? std::nullopt : std::optional(rows.error().kind);
    };
    EXPECT_EQ(search("alpha:owner"), std::nullopt);
    EXPECT_EQ(search("alpha:front_desk"), ErrorKind::Forbidden);
    EXPECT_EQ(search("alpha:platform_admin"), ErrorKind::Forbidden);
    EXPECT_EQ(search("alpha:nobody"), ErrorKind::NoSession);
    EXPECT_EQ(as("alpha:platform_admin", db::queries::audit_newest_checkpoint).error().kind,
              ErrorKind::Forbidden);
}

TEST_F(TrailSearchTest, checkpointAndProofsAreThoseOfTheSessionsPractice) {
    for (std::uint64_t number = 1; number <= 2; ++number) {
        const std::string who = number == 1 ? "alpha:front_desk" : "beta:front_desk";
        const auto& leaves = number == 1 ? first_ : second_;
        const auto head = as(who, db::queries::audit_newest_checkpoint);
        const auto now = ledger::parseAndVerify(head->front().get<std::string>("note"),
                                                example::ledgerOf(example::practice(number)));
        ASSERT_TRUE(now);
        EXPECT_EQ(now->size, leaves.size());
        const auto index = as(who, db::queries::audit_receipt, leaves[2])->front().get<std::int64_t>("index");
        EXPECT_EQ(index, 2);
        const auto plan = *ProofPlan::inclusion(2, now->size);
        std::vector<std::int64_t> levels, indexes;
        for (const ledger::NodeId& id : plan.nodes()) {
            levels.push_back(id.level);
            indexes.push_back(std::int64_t(id.index));
        }
        std::vector<ledger::Hash> hashes;
        const auto nodes = as(who, db::queries::audit_nodes, levels, indexes);
        for (const db::Row row : *nodes)
            hashes.push_back(row.get<ledger::Hash>("hash"));
        EXPECT_TRUE(ledger::inclusionHolds(leaves[2], 2, now->size, now->root, *plan.complete(hashes)));
    }
}

TEST_F(TrailSearchTest, anotherPracticesReceiptAndAnUnsealedOneAreAnsweredAlike) {
    EXPECT_TRUE(as("alpha:owner", db::queries::audit_receipt, second_[0])->empty());
    EXPECT_TRUE(as("alpha:owner", db::queries::audit_receipt, unsealed_[0])->empty());
}

TEST_F(TrailSearchTest, aWritesEntryIsCommittedWithItOrNotAtAll) {
    const auto committed = entry(1), rolledBack = entry(2);
    auto connection = database_.open(db::Duty::Api);
    {
        auto work = connection.begin();
        work.enter(ledger::asBytes("alpha:front_desk"));
        work.run(db::queries::audit_append, rolledBack.bytes, rolledBack.mac);
        ASSERT_TRUE(work.flush());
    }
    {
        auto work = connection.begin();
        work.enter(ledger::asBytes("alpha:front_desk"));
        work.run(db::queries::audit_append, committed.bytes, committed.mac);
        ASSERT_TRUE(work.commit());
    }
    const auto sealer = sequencer();
    EXPECT_EQ(sealAll(*sealer).sealed, 2u); // the one that waited, and the committed one
    EXPECT_EQ(
        as("alpha:owner", db::queries::audit_receipt, committed.leaf)->front().get<std::int64_t>("index"), 7);
    EXPECT_TRUE(as("alpha:owner", db::queries::audit_receipt, rolledBack.leaf)->empty());
}

TEST_F(TrailSearchTest, aWriteThatWouldNotBeDurableIsRefused) {
    static constexpr db::Query off{"off", "set synchronous_commit = off"};
    const auto prepared = entry(1);
    auto connection = database_.open(db::Duty::Api);
    auto work = connection.begin();
    work.enter(ledger::asBytes("alpha:front_desk"));
    work.run(off);
    work.run(db::queries::audit_append, prepared.bytes, prepared.mac);
    const auto done = work.commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().state(), "CU501");
}

// Injected SQL inside a live session: it can append junk under its own practice, and the junk is found.
TEST_F(TrailSearchTest, junkAppendedInsideASessionIsReportedAsForged) {
    const auto foreign = entry(1, example::practice(2)); // genuine bytes, another practice's
    for (const auto& prepared : {foreign}) {
        auto connection = database_.open(db::Duty::Api);
        auto work = connection.begin();
        work.enter(ledger::asBytes("alpha:front_desk"));
        work.run(db::queries::audit_append, prepared.bytes, prepared.mac);
        work.run(db::queries::audit_append, ledger::Bytes{1, 2, 3}, prepared.mac);
        ASSERT_TRUE(work.commit());
    }
    const auto sealer = sequencer();
    EXPECT_EQ(sealAll(*sealer).forged, 2u);
    EXPECT_EQ(checkpoint(example::practice(2)).size, 3u); // nothing got into the other log
    EXPECT_EQ(ledger::decode(*storedRows().at(9).entry)->fields().reason, "tenant");
    EXPECT_EQ(ledger::decode(*storedRows().at(10).entry)->fields().reason, "mac");
}

} // namespace

} // namespace custos::audit
