#include "tests/server/audit/audit_log_test.h"

namespace custos::audit {

namespace {

// What whoever can run SQL of their own on a login's connection can do to the audit trail: nothing. Each
// statement is first run by a superuser, so that none is refused merely for being wrong.
class InjectionTest : public AuditLogTest, public ::testing::WithParamInterface<db::Duty> {
protected:
    InjectionTest() {
        append(3);
        const auto sealer = sequencer();
        sealAll(*sealer);
        append(2);
    }

    [[nodiscard]] std::string everything() const {
        return database_.superuser(
            "select e::text from audit.entries e union all select l::text from audit.leaves l"
            " union all select n::text from audit.nodes n union all select c::text from audit.checkpoints c"
            " union all select h::text from audit.heads h union all select s::text from audit.subjects s"
            " union all select q::text from audit.sequencer q union all select u::text from audit.cluster u"
            " order by 1");
    }
    // Throws where the statement is wrong; changes nothing.
    void expectMeaningful(const std::string& statement) const {
        EXPECT_NO_THROW(database_.superuser("begin; set local session_replication_role = replica; " +
                                            statement + "; rollback"))
            << statement;
    }
};

const std::vector<std::string> statements{
    "select body from audit.entries",
    "select count(*) from audit.entries",
    "select leaf from audit.leaves",
    "select hash from audit.nodes",
    "select subject from audit.subjects",
    "select note from audit.heads",
    "select note from audit.checkpoints",
    "select * from audit.sequencer",
    "select * from audit.cluster",
    "lock table audit.entries in access exclusive mode",
    "update audit.entries set body = '\\x00'",
    "delete from audit.entries",
    "truncate audit.entries, audit.leaves",
    "insert into audit.entries (epoch, xid, tenant, body, mac)"
    " values (9, '1', gen_random_uuid(), '\\x00', sha256(''))",
    "insert into audit.leaves (tenant, index, epoch, xid, id, leaf, chain)"
    " values (gen_random_uuid(), 0, 1, '1', 1, sha256(''), sha256(''))",
    "update audit.leaves set index = index + 100",
    "delete from audit.leaves",
    "delete from audit.nodes",
    "delete from audit.subjects",
    "delete from audit.checkpoints",
    "update audit.heads set size = 1",
    "update audit.sequencer set id = 1000000",
    "update audit.cluster set epoch = 9",
    "select audit.take_lead()",
    "select audit.advance(s.fence, s.epoch, s.xid, s.id, 1, '999999', 0) from audit.sequencer s",
    "alter table audit.entries disable trigger all",
    "alter table audit.entries disable row level security",
    "create policy mine on audit.entries using (true)",
    "drop table audit.entries cascade",
    "create or replace function audit.assert_durable() returns void language sql as ''",
    "create table audit.shadow as select * from audit.entries",
    "set session_replication_role = replica",
    "set role custos_sequencer",
    "set role custos_context",
    "set role custos_owner",
};

TEST_P(InjectionTest, canNeitherReadNorChangeTheTrail) {
    const std::string before = everything();
    ASSERT_GT(before.size(), 1000u); // what is compared is there
    for (const std::string& statement : statements) {
        expectMeaningful(statement);
        std::string rows;
        EXPECT_EQ(database_.inject(GetParam(), "begin; " + statement + "; commit", &rows), "42501")
            << statement;
        EXPECT_EQ(rows, "") << statement;
    }
    EXPECT_EQ(database_.inject(GetParam(), "copy audit.entries to stdout"), "42501");
    EXPECT_EQ(everything(), before);
}

INSTANTIATE_TEST_SUITE_P(Logins, InjectionTest,
                         ::testing::Values(db::Duty::Audit, db::Duty::Api, db::Duty::Auth),
                         [](const auto& duty) { return std::string(db::roleOf(duty.param)); });

class TrailRightsTest : public AuditLogTest {};

TEST_F(TrailRightsTest, theApiAppendsOnlyInsideALiveSession) {
    EXPECT_EQ(database_.inject(db::Duty::Api, "select audit.append('\\x00', sha256(''))"), "CU401");
    EXPECT_EQ(database_.inject(db::Duty::Api, "select audit.append_batch('{}', '{}', '{}')"), "42501");
    EXPECT_EQ(database_.superuser("select count(*) from audit.entries"), "0\n");
}

TEST_F(TrailRightsTest, evenTheOwnersLoginMeetsTheTriggers) {
    append(1);
    for (const std::string statement : {"update audit.entries set mac = mac", "delete from audit.entries",
                                        "truncate audit.entries", "truncate audit.leaves"})
        EXPECT_EQ(database_.inject(db::Duty::Migrate, {"set role custos_owner", statement}), "CU403")
            << statement;
    EXPECT_EQ(database_.superuser("select count(*) from audit.entries"), "1\n");
}

TEST_F(TrailRightsTest, evenTheSequencersLoginCannotChangeWhatIsSealed) {
    append(3);
    const auto sealer = sequencer();
    sealAll(*sealer);
    for (const std::string statement :
         {"update audit.entries set mac = mac", "delete from audit.entries", "truncate audit.entries",
          "update audit.leaves set chain = leaf", "delete from audit.leaves",
          "update audit.nodes set hash = hash", "delete from audit.nodes", "delete from audit.checkpoints",
          "delete from audit.heads"})
        EXPECT_EQ(database_.inject(db::Duty::Sequencer, statement), "42501") << statement;
}

TEST_F(TrailRightsTest, theDefinersFunctionsAreTheseAndPinTheirSearchPath) {
    EXPECT_EQ(
        database_.superuser("select p.proname from pg_proc p where p.pronamespace = 'audit'::regnamespace"
                            " and p.prosecdef and p.proowner = 'custos_context'::regrole"
                            " and array_to_string(p.proconfig, ',') like '%search_path=pg_catalog, pg_temp%'"
                            " order by 1"),
        "append\nappend_batch\ncurrent_epoch\nis_foreign_cluster\nnewest_checkpoint\nsealed_at\nsearch\n"
        "tree_nodes\n");
    EXPECT_EQ(
        database_.superuser("select count(*) from pg_proc p where p.pronamespace = 'audit'::regnamespace"
                            " and p.prosecdef"),
        "8\n");
}

} // namespace

} // namespace custos::audit
