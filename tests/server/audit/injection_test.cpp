#include "tests/server/audit/audit_log_test.h"

namespace custos::audit {

namespace {

// What whoever can run SQL of their own on a connection of the server's can do to the audit trail: nothing.
// Each statement is first run as superuser, so that none is refused merely for being wrong.
class InjectionTest : public AuditLogTest, public testing::WithParamInterface<db::Duty> {
protected:
    InjectionTest() {
        append(3);
        auto sealer = sequencer();
        sealAll(*sealer);
        append(2);
    }

    [[nodiscard]] static std::string attempt(db::Connection& connection, const db::Query& statement) {
        auto work = connection.begin();
        work.run(statement);
        const auto done = work.commit();
        return done ? "done" : std::string(done.error().state());
    }
    // Runs and rolls back.
    [[nodiscard]] bool isPossible(const db::Query& statement) {
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin();
        work.run(statement);
        return work.flush().has_value();
    }
    [[nodiscard]] std::vector<std::string> everything() {
        static constexpr db::Query all{
            "all",
            "select t::text as row from (select e::text from audit.entries e union all select l::text from "
            "audit.leaves l"
            " union all select n::text from audit.nodes n union all select c::text from audit.checkpoints c"
            " union all select h::text from audit.heads h union all select s::text from audit.subjects s"
            " union all select q::text from audit.sequencer q union all select u::text from audit.cluster u) "
            "t order by 1"};
        std::vector<std::string> rows;
        const auto answer = database_.ask(all);
        for (const db::Row row : answer)
            rows.push_back(row.get<std::string>("row"));
        return rows;
    }
};

constexpr db::Query statements[]{
    {"readEntries", "select body from audit.entries"},
    {"countEntries", "select count(*) from audit.entries"},
    {"readLeaves", "select leaf from audit.leaves"},
    {"readNodes", "select hash from audit.nodes"},
    {"readSubjects", "select subject from audit.subjects"},
    {"readHeads", "select note from audit.heads"},
    {"readCheckpoints", "select note from audit.checkpoints"},
    {"readCursor", "select * from audit.sequencer"},
    {"updateEntries", "update audit.entries set body = '\\x00'"},
    {"deleteEntries", "delete from audit.entries"},
    {"truncateEntries", "truncate audit.entries, audit.leaves"},
    {"insertEntry", "insert into audit.entries (epoch, xid, tenant, body, mac) values (9, '1', "
                    "gen_random_uuid(), '\\x00', sha256(''))"},
    {"insertLeaf", "insert into audit.leaves (tenant, index, epoch, xid, id, leaf, chain)"
                   " values (gen_random_uuid(), 0, 1, '1', 1, sha256(''), sha256(''))"},
    {"updateLeaves", "update audit.leaves set index = index + 100"},
    {"deleteLeaves", "delete from audit.leaves"},
    {"deleteNodes", "delete from audit.nodes"},
    {"setHead", "update audit.heads set size = 1"},
    {"deleteCheckpoints", "delete from audit.checkpoints"},
    {"moveCursor", "update audit.sequencer set id = 1000000"},
    {"raiseEpoch", "update audit.cluster set epoch = 9"},
    {"takeLead", "select audit.take_lead()"},
    {"advance", "select audit.advance(1, 0, '0', 0, 1, '999999', 0) from audit.sequencer where false"},
    {"dropTriggers", "alter table audit.entries disable trigger all"},
    {"noSecurity", "alter table audit.entries disable row level security"},
    {"dropTable", "drop table audit.entries cascade"},
    {"replicaRole", "set session_replication_role = replica"},
    {"becomeSequencer", "set role custos_sequencer"},
    {"becomeOwner", "set role custos_owner"},
    {"shadowTable", "create table audit.shadow as select * from audit.entries"},
};

TEST_P(InjectionTest, canNeitherReadNorChangeTheTrail) {
    const auto before = everything();
    ASSERT_GT(before.size(), 10u); // what is compared is there
    for (const db::Query& statement : statements) {
        EXPECT_TRUE(isPossible(statement)) << statement.name() << " does nothing even as superuser";
        auto connection = database_.open(GetParam());
        const std::string outcome = attempt(connection, statement);
        EXPECT_EQ(outcome, "42501") << statement.name();
    }
    EXPECT_EQ(everything(), before);
}

INSTANTIATE_TEST_SUITE_P(Logins, InjectionTest, testing::Values(db::Duty::Audit, db::Duty::Api),
                         [](const auto& duty) { return std::string(db::roleOf(duty.param)); });

} // namespace

} // namespace custos::audit
