// How much one person may open: counted over sessions, connections and servers; who lifts a block.

#include "tests/server/db/access_practices.h"

#include <thread>

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;

namespace {

class OpeningBlocks : public AccessPractices {
protected:
    void TearDown() override {
        (void)database->superuser(
            "delete from phi.opened_patient; delete from phi.opened_day; delete from phi.opening_block; "
            "delete from phi.opening_limit; delete from access.incident; "
            "update auth.session set factor_at = clock_timestamp() - interval '1 hour'");
    }
    static void SetUpTestSuite() {
        AccessPractices::SetUpTestSuite();
        (void)database->superuser(
            "update auth.session set factor_at = clock_timestamp() - interval '1 hour'");
    }

    /// The verdict on patients numbered so; one number is one patient.
    static std::string opens(const std::string& who, int from, int to, bool opened = true) {
        return lineFor(who, "phi.count_patients(array(select " + patient("n") + " from generate_series(" +
                                std::to_string(from) + ", " + std::to_string(to) + ") n), " +
                                (opened ? "true" : "false") + ")");
    }
    static std::string lists(const std::string& who, int from, int to) { return opens(who, from, to, false); }
    static std::string looksAt(const std::string& who, const std::string& first, const std::string& last) {
        return lineFor(who, "phi.count_days('" + first + "', '" + last + "')");
    }
    static std::string patient(const std::string& number) {
        return "('00000000-0000-4000-8000-' || lpad(" + number + "::text, 12, '0'))::uuid";
    }
    static std::string incidents(const std::string& kind) {
        return line("select count(*) from access.incident where kind = '" + kind + "'");
    }
    static void laterBy(const std::string& interval) {
        (void)database->superuser("update phi.opened_patient set at = at - interval '" + interval +
                                  "'; update phi.opened_day set at = at - interval '" + interval +
                                  "'; update phi.opening_block set at = at - interval '" + interval + "'");
    }
    static void showFactor(const std::string& who) {
        (void)database->superuser("update auth.session set factor_at = clock_timestamp() where token_hash = "
                                  "sha256(convert_to('" +
                                  who + "', 'UTF8'))");
    }
    static std::string standingBlock() {
        return line("select id from phi.opening_block where lifted_at is null");
    }
};

constexpr const char* desk = "alpha:front_desk";
constexpr const char* owner = "alpha:owner";

} // namespace

TEST_F(OpeningBlocks, OpensAThousandInTenMinutesAndNotOneMore) {
    EXPECT_EQ(opens(desk, 1, 799), "fine");
    EXPECT_EQ(opens(desk, 800, 800), "warning");
    EXPECT_EQ(opens(desk, 801, 1000), "warning");
    EXPECT_EQ(opens(desk, 1001, 1001), "block");
    EXPECT_EQ(opens(desk, 1002, 1002), "block");
    EXPECT_EQ(incidents("decrypt_warning"), "1");
    EXPECT_EQ(incidents("decrypt_block"), "1");
}

TEST_F(OpeningBlocks, CountsDistinctPatientsNotCalls) {
    for (int again = 0; again < 5; ++again)
        EXPECT_EQ(opens(desk, 1, 500), "fine");
    EXPECT_EQ(lists(desk, 1, 500), "fine");
    EXPECT_EQ(line("select count(*) from phi.opened_patient"), "500");
}

TEST_F(OpeningBlocks, CountsWhatStoodInListsToo) {
    EXPECT_EQ(lists(desk, 1, 600), "fine");
    EXPECT_EQ(opens(desk, 601, 1000), "warning");
    EXPECT_EQ(lists(desk, 1001, 1001), "block");
}

TEST_F(OpeningBlocks, RefusesABatchThatGoesOverAsAWholeAndNotesNothingOfIt) {
    EXPECT_EQ(opens(desk, 1, 1001), "block");
    EXPECT_EQ(line("select count(*) from phi.opened_patient"), "0");
}

TEST_F(OpeningBlocks, ForgetsWhatIsTenMinutesOld) {
    EXPECT_EQ(opens(desk, 1, 700), "fine");
    laterBy("9 minutes");
    EXPECT_EQ(opens(desk, 701, 800), "warning");
    laterBy("1 minute 1 second");
    EXPECT_EQ(opens(desk, 801, 1400), "fine");
}

TEST_F(OpeningBlocks, ABlockOutlivesTheTenMinutesAndASecondSignIn) {
    EXPECT_EQ(opens(desk, 1, 1001), "block");
    laterBy("3 hours");
    EXPECT_EQ(opens(desk, 1, 1), "block");
    (void)database->superuser(
        "insert into auth.session (tenant, id, account, token_hash) select s.tenant, gen_random_uuid(), "
        "s.account, "
        "sha256(convert_to('alpha:again', 'UTF8')) from auth.session s where s.token_hash = "
        "sha256(convert_to('alpha:front_desk', 'UTF8'))");
    EXPECT_EQ(opens("alpha:again", 1, 1), "block");
    (void)database->superuser(
        "delete from auth.session where token_hash = sha256(convert_to('alpha:again', 'UTF8'))");
}

TEST_F(OpeningBlocks, ParallelRequestsOnSeveralServersShareOneCount) {
    std::vector<std::thread> servers;
    for (int server = 0; server < 8; ++server)
        servers.emplace_back([server] {
            for (int batch = 0; batch < 10; ++batch) {
                const int from = server * 1000 + batch * 40;
                (void)opens(desk, from, from + 39);
            }
        });
    for (auto& server : servers)
        server.join();
    EXPECT_EQ(line("select count(*) from phi.opened_patient"), "1000");
    EXPECT_EQ(incidents("decrypt_warning"), "1");
    EXPECT_EQ(incidents("decrypt_block"), "1");
}

TEST_F(OpeningBlocks, OnePersonsCountIsNobodyElses) {
    EXPECT_EQ(opens(desk, 1, 1000), "warning");
    EXPECT_EQ(opens(desk, 1001, 1001), "block");
    for (const char* who : {owner, "beta:front_desk"}) {
        EXPECT_EQ(opens(who, 1, 100), "fine") << who;
        EXPECT_EQ(opens(who, 2001, 2100), "fine") << who;
    }
}

TEST_F(OpeningBlocks, APracticeSetsItsOwnLimit) {
    (void)database->superuser(
        std::string("insert into phi.opening_limit (tenant, patients, days) values ('") + alpha +
        "', 10, 7)");
    EXPECT_EQ(opens(desk, 1, 11), "block");
    EXPECT_EQ(opens("beta:front_desk", 1, 11), "fine");
}

TEST_F(OpeningBlocks, ListsSixtyDistinctDays) {
    EXPECT_EQ(looksAt(desk, "2027-01-01", "2027-02-11"), "fine"); // six weeks
    EXPECT_EQ(looksAt(desk, "2027-01-01", "2027-02-11"), "fine");
    EXPECT_EQ(looksAt(desk, "2027-02-12", "2027-03-01"), "warning"); // the sixtieth
    EXPECT_EQ(looksAt(desk, "2027-03-02", "2027-03-02"), "block");
    EXPECT_EQ(looksAt(desk, "2027-01-05", "2027-01-05"), "fine"); // known already
    EXPECT_EQ(opens(desk, 1, 1), "block");
}

// Everything of ten busy minutes at once.
TEST_F(OpeningBlocks, AMondayPeakAWeekViewAndARecallRunNeverTripIt) {
    // a week back and four ahead, again and again
    EXPECT_EQ(looksAt(desk, "2027-01-04", "2027-02-07"), "fine");
    // forty arrivals: each found by three keystrokes with eight names each, one opened
    for (int arrival = 0; arrival < 40; ++arrival) {
        EXPECT_EQ(lists(desk, arrival * 12, arrival * 12 + 7), "fine");
        EXPECT_EQ(lists(desk, arrival * 12 + 4, arrival * 12 + 11), "fine");
        EXPECT_EQ(lists(desk, arrival * 12 + 9, arrival * 12 + 11), "fine");
        EXPECT_EQ(opens(desk, arrival * 12 + 9, arrival * 12 + 9), "fine");
    }
    EXPECT_EQ(incidents("decrypt_warning"), "0");
    // one call every four seconds down a recall list of their own
    for (int call = 0; call < 150; ++call)
        EXPECT_EQ(opens("alpha:manager", 5000 + call, 5000 + call), "fine");
    EXPECT_EQ(incidents("decrypt_warning"), "0");
    EXPECT_EQ(incidents("decrypt_block"), "0");
}

// --- lifting ----------------------------------------------------------------------------------------------

TEST_F(OpeningBlocks, AFactorShownAfterwardsLiftsTheFirstBlock) {
    showFactor(desk); // before the block it is worth nothing, however fresh
    EXPECT_EQ(opens(desk, 1, 1001), "block");
    EXPECT_EQ(stateFor(desk, "select phi.lift_own_block()"), "CU470");
    showFactor(desk);
    EXPECT_EQ(lineFor(desk, "phi.lift_own_block()"), "true");
    EXPECT_EQ(opens(desk, 1, 700), "fine");
    EXPECT_EQ(lineFor(desk, "phi.lift_own_block()"), "false");
}

TEST_F(OpeningBlocks, LiftingLeavesWhatWasOpenedAsItIs) {
    EXPECT_EQ(opens(desk, 1, 700), "fine");
    EXPECT_EQ(looksAt(desk, "2027-01-01", "2027-01-31"), "fine");
    EXPECT_EQ(opens(desk, 701, 1001), "block");
    const auto noted = database->superuser("select patient, opened, at from phi.opened_patient order by 1") +
                       database->superuser("select day, at from phi.opened_day order by 1");
    showFactor(desk);
    EXPECT_EQ(lineFor(desk, "phi.lift_own_block()"), "true");
    EXPECT_EQ(database->superuser("select patient, opened, at from phi.opened_patient order by 1") +
                  database->superuser("select day, at from phi.opened_day order by 1"),
              noted);
    // and counts none of it
    EXPECT_EQ(lists(desk, 1, 799), "fine");
    EXPECT_EQ(looksAt(desk, "2027-01-01", "2027-02-11"), "fine");
    // what was opened before stays opened, though it only stood in a list since
    EXPECT_EQ(line("select count(*) from phi.opened_patient where opened"), "700");
}

TEST_F(OpeningBlocks, TheSecondBlockIsTheOwnersToLift) {
    EXPECT_EQ(opens(desk, 1, 1001), "block");
    showFactor(desk);
    EXPECT_EQ(lineFor(desk, "phi.lift_own_block()"), "true");
    EXPECT_EQ(opens(desk, 1, 1001), "owner_block");
    showFactor(desk);
    EXPECT_EQ(stateFor(desk, "select phi.lift_own_block()"), "CU403");
    const auto block = standingBlock();
    EXPECT_EQ(stateFor(desk, "select phi.lift_block('" + block + "')"), "CU403");
    EXPECT_EQ(stateFor("alpha:manager", "select phi.lift_block('" + block + "')"), "CU403");
    EXPECT_EQ(stateFor(owner, "select phi.lift_block('" + block + "')"), "CU470");
    showFactor("beta:owner");
    EXPECT_EQ(lineFor("beta:owner", "phi.lift_block('" + block + "')"), "false");
    showFactor(owner);
    EXPECT_EQ(lineFor(owner, "phi.lift_block('" + block + "')"), "true");
    EXPECT_EQ(opens(desk, 1, 700), "fine");
    EXPECT_EQ(line("select count(*) from access.incident where kind = 'decrypt_block' and reference = '" +
                   block + "'"),
              "1");
}

TEST_F(OpeningBlocks, NobodyLiftsTheirOwnSecondBlockNotEvenTheOwner) {
    EXPECT_EQ(opens(owner, 1, 1001), "block");
    showFactor(owner);
    EXPECT_EQ(stateFor(owner, "select phi.lift_block('" + standingBlock() + "')"), "CU403");
    EXPECT_EQ(lineFor(owner, "phi.lift_own_block()"), "true");
    EXPECT_EQ(opens(owner, 1, 1001), "owner_block");
    EXPECT_EQ(stateFor(owner, "select phi.lift_block('" + standingBlock() + "')"), "CU403");
}

TEST_F(OpeningBlocks, NobodyReadsOrResetsTheCountByThemselves) {
    EXPECT_EQ(opens(desk, 1, 1001), "block");
    for (const char* sql : {"select * from phi.opened_patient", "select * from phi.opening_block",
                            "delete from phi.opening_block", "update phi.opening_block set lifted_at = now()",
                            "delete from phi.opened_patient",
                            "insert into phi.opening_limit (tenant, patients) values (auth.tenant(), 100000)",
                            "select phi.lift(gen_random_uuid())", "select phi.judge_opening(0, 1, 1000)"})
        EXPECT_EQ(stateFor(desk, sql), "42501") << sql;
    EXPECT_EQ(database->inject(Duty::Api, "select phi.count_patients('{}', true)"), "CU401");
    EXPECT_EQ(database->inject(Duty::Operations,
                               std::string("begin; select auth.enter_service('") + alpha +
                                   "', 'import'); select count(*) from phi.opened_patient where true"
                                   "; delete from phi.opening_block; commit"),
              "42501");
}
