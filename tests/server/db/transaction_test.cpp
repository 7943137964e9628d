#include "server/db/transaction.h"

#include "server/db/pool.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <thread>

using namespace custos;
using custos::testing::Database;
using db::Duty;
using db::ErrorKind;
using db::Query;

namespace {

constexpr Query addPractice("t_add_practice",
                            "insert into practice.practice (id, code, name) values ($1, $2, 'Sample')");
constexpr Query countPractices("t_count", "select count(*) as n from practice.practice");
constexpr Query divide("t_divide", "select 1 / $1::bigint as n");
constexpr Query sleepLong("t_sleep", "select pg_catalog.pg_sleep(30)");
constexpr Query keepSetting("t_keep", "select pg_catalog.set_config('custos.left', 'behind', false) as s");
constexpr Query readSetting("t_read",
                            "select coalesce(pg_catalog.current_setting('custos.left', true), '') as s");
constexpr Query forgetOurs("t_forget", "deallocate t_read");
constexpr Query takeItsName("t_take", "prepare t_read as select 'poisoned' as s");
constexpr Query
    echoAll("t_echo",
            "select $1::boolean as b, $2::bigint as i, $3::text as t, $4::bytea as y, $5::uuid as u, "
            "$6::timestamptz as z, $7::date as d, $8::text[] as ta, $9::bytea[] as ya, "
            "$10::uuid[] as ua, $11::bigint as n");

const ledger::Uuid someId = *ledger::uuidFromText("aaaaaaaa-0000-4000-8000-000000000000");

class TransactionTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { database = new Database; }
    static void TearDownTestSuite() {
        delete database;
        database = nullptr;
    }
    void TearDown() override { (void)database->superuser("delete from practice.practice"); }

    static db::Connection service() { return database->open(Duty::Operations); }
    static std::int64_t practices() {
        return std::stoll(database->superuser("select count(*) from practice.practice"));
    }

    static Database* database;
};

Database* TransactionTest::database = nullptr;

} // namespace

TEST_F(TransactionTest, CarriesEveryTypeThereAndBack) {
    auto connection = service();
    auto work = connection.begin();
    const ledger::Bytes bytes{0, 1, 255};
    const auto time = ledger::UtcTime(std::chrono::sys_days(std::chrono::year{2026} / 11 / 22)) +
                      std::chrono::microseconds(42);
    const auto ticket = work.run(echoAll, true, -7, std::string("é"), bytes, someId, time,
                                 std::chrono::sys_days(std::chrono::year{1928} / 11 / 5),
                                 std::vector<std::string>{"a", ""}, std::vector<ledger::Bytes>{{}, bytes},
                                 std::vector<ledger::Uuid>{}, std::optional<std::int64_t>());
    ASSERT_TRUE(work.commit().has_value());
    const db::Rows rows = work.take(ticket);
    const db::Row row = rows.front();
    EXPECT_TRUE(row.get<bool>("b"));
    EXPECT_EQ(row.get<std::int64_t>("i"), -7);
    EXPECT_EQ(row.get<std::string>("t"), "é");
    EXPECT_EQ(row.get<ledger::Bytes>("y"), bytes);
    EXPECT_EQ(row.get<ledger::Uuid>("u"), someId);
    EXPECT_EQ(row.get<ledger::UtcTime>("z"), time);
    EXPECT_EQ(row.get<std::chrono::sys_days>("d"), std::chrono::sys_days(std::chrono::year{1928} / 11 / 5));
    EXPECT_EQ(row.get<std::vector<std::string>>("ta"), (std::vector<std::string>{"a", ""}));
    EXPECT_EQ(row.get<std::vector<ledger::Bytes>>("ya"), (std::vector<ledger::Bytes>{{}, bytes}));
    EXPECT_TRUE(row.get<std::vector<ledger::Uuid>>("ua").empty());
    EXPECT_EQ(row.get<std::optional<std::int64_t>>("n"), std::nullopt);
    EXPECT_THROW((void)row.get<std::int64_t>("n"), db::ShapeError);
    EXPECT_THROW((void)row.get<std::int64_t>("t"), db::ShapeError);
    EXPECT_THROW((void)row.get<std::int64_t>("missing"), db::ShapeError);
}

TEST_F(TransactionTest, AnErrorUndoesEverythingAndLeavesTheConnectionClean) {
    auto connection = service();
    {
        auto work = connection.begin();
        (void)work.enterService(someId, "provision");
        (void)work.run(addPractice, someId, "alpha");
        (void)work.run(divide, 0);
        const auto done = work.commit();
        ASSERT_FALSE(done.has_value());
        EXPECT_EQ(done.error().state(), "22012");
    }
    EXPECT_EQ(practices(), 0);
    EXPECT_TRUE(connection.isUsable());
    auto again = connection.begin();
    (void)again.enterService(someId, "provision");
    (void)again.run(addPractice, someId, "alpha");
    EXPECT_TRUE(again.commit().has_value());
    EXPECT_EQ(practices(), 1);
}

TEST_F(TransactionTest, LeavingWithoutCommitUndoesWhatWasFlushed) {
    auto connection = service();
    {
        auto work = connection.begin();
        (void)work.enterService(someId, "provision");
        (void)work.run(addPractice, someId, "alpha");
        ASSERT_TRUE(work.flush().has_value());
    }
    EXPECT_TRUE(connection.isUsable());
    EXPECT_EQ(practices(), 0);
}

TEST_F(TransactionTest, LaterStatementsSeeEarlierOnesAfterAFlush) {
    auto connection = service();
    auto work = connection.begin();
    (void)work.enterService(someId, "provision");
    (void)work.run(addPractice, someId, "alpha");
    ASSERT_TRUE(work.flush().has_value());
    const auto count = work.run(countPractices);
    ASSERT_TRUE(work.commit().has_value());
    EXPECT_EQ(work.take(count).front().get<std::int64_t>("n"), 1);
}

TEST_F(TransactionTest, NamesTheConstraintThatWasViolatedAndQuotesNothing) {
    auto connection = service();
    const auto other = *ledger::uuidFromText("bbbbbbbb-0000-4000-8000-000000000000");
    for (const auto& id : {someId, other}) {
        auto work = connection.begin();
        (void)work.enterService(id, "provision");
        (void)work.run(addPractice, id, "alpha");
        const auto done = work.commit();
        ASSERT_EQ(done.has_value(), id == someId);
        if (!done) {
            EXPECT_EQ(done.error().kind, ErrorKind::ConstraintViolation);
            EXPECT_EQ(done.error().constraint, db::Constraint::PracticeCode);
        }
    }
}

TEST_F(TransactionTest, AStatementThatTakesTooLongEnds) {
    auto connection = service();
    auto work = connection.begin();
    (void)work.run(sleepLong);
    const auto done = work.commit();
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().kind, ErrorKind::Timeout);
    EXPECT_TRUE(connection.isUsable());
}

TEST_F(TransactionTest, APoolHandsOutNothingThatSomebodyLeftBehind) {
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1});
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease.has_value());
        auto work = (*lease)->begin();
        (void)work.run(keepSetting);
        ASSERT_TRUE(work.commit().has_value());
    }
    auto lease = pool.acquire();
    ASSERT_TRUE(lease.has_value());
    auto work = (*lease)->begin();
    const auto ticket = work.run(readSetting);
    ASSERT_TRUE(work.commit().has_value());
    EXPECT_EQ(work.take(ticket).front().get<std::string>("s"), "");
}

TEST_F(TransactionTest, APoolClosesAConnectionInWhichSomebodyPreparedAStatement) {
    // under the name of one of ours, this would answer whoever comes next
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1});
    int poisoned = 0;
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease.has_value());
        poisoned = (*lease)->backendPid();
        auto work = (*lease)->begin();
        (void)work.run(readSetting);
        ASSERT_TRUE(work.commit().has_value());
        for (const Query* step : {&forgetOurs, &takeItsName}) {
            auto attack = (*lease)->begin();
            (void)attack.run(*step);
            ASSERT_TRUE(attack.commit().has_value());
        }
    }
    auto lease = pool.acquire();
    ASSERT_TRUE(lease.has_value());
    EXPECT_NE((*lease)->backendPid(), poisoned);
    auto work = (*lease)->begin();
    const auto ticket = work.run(readSetting);
    ASSERT_TRUE(work.commit().has_value());
    EXPECT_EQ(work.take(ticket).front().get<std::string>("s"), "");
}

TEST_F(TransactionTest, APoolClosesAConnectionThatHasLostAStatementOfOurs) {
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1});
    for (const bool works : {true, false, true}) {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease.has_value());
        auto work = (*lease)->begin();
        (void)work.run(readSetting);
        EXPECT_EQ(work.commit().has_value(), works);
        if (!works)
            continue;
        auto attack = (*lease)->begin();
        (void)attack.run(forgetOurs);
        ASSERT_TRUE(attack.commit().has_value());
    }
}

TEST_F(TransactionTest, APoolGivesTheSameConnectionAgainWhereNothingWasLeft) {
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1});
    int first = 0;
    for (const int round : {0, 1, 2}) {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease.has_value());
        auto work = (*lease)->begin();
        (void)work.run(readSetting);
        ASSERT_TRUE(work.commit().has_value());
        if (round == 0)
            first = (*lease)->backendPid();
        EXPECT_EQ((*lease)->backendPid(), first);
    }
}

TEST_F(TransactionTest, APoolWaitsNoLongerThanItsPatience) {
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1, .patience = std::chrono::milliseconds(50)});
    const auto lease = pool.acquire();
    ASSERT_TRUE(lease.has_value());
    const auto none = pool.acquire();
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().kind, ErrorKind::PoolEmpty);
}

TEST_F(TransactionTest, APoolReplacesAConnectionThatWasKilled) {
    db::Pool pool(database->conninfo(Duty::Api), {.size = 1});
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease.has_value());
        (void)database->superuser("select pg_terminate_backend(" + std::to_string((*lease)->backendPid()) +
                                  ")");
        auto work = (*lease)->begin();
        (void)work.run(readSetting);
        const auto done = work.commit();
        ASSERT_FALSE(done.has_value());
        EXPECT_EQ(done.error().kind, ErrorKind::Unavailable);
    }
    auto lease = pool.acquire();
    ASSERT_TRUE(lease.has_value());
    auto work = (*lease)->begin();
    (void)work.run(readSetting);
    EXPECT_TRUE(work.commit().has_value());
}

TEST_F(TransactionTest, SurvivesAKilledPostmasterWithWhatWasCommitted) {
    (void)database->superuser(
        "insert into practice.practice (id, code, name) values (gen_random_uuid(), 'kept', 'Kept')");
    database->crash();
    EXPECT_EQ(practices(), 1);
}
