#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace custos::testing {

namespace {

using ledger::Uuid;

constexpr int desks = 32;

/// A practice with one column, one patient and one signed-in desk.
constexpr const char* practice = R"(
insert into practice.practice (id, code, name) values ('00000000-0000-4000-8000-000000000001', 'race', 'Race');
insert into practice.location (tenant, id, name, time_zone)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'Here', 'America/New_York');
insert into practice.provider (tenant, id, display_name, home_location)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003', 'Dr. Race',
        '00000000-0000-4000-8000-000000000002');
insert into practice.patient (tenant, id)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000004');
insert into auth.account (tenant, id, username, display_name)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000005', 'desk', 'Desk');
insert into auth.account_role (tenant, account, role)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000005', 'front_desk');
insert into auth.session (tenant, id, account, token_hash)
values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000006',
        '00000000-0000-4000-8000-000000000005', sha256('desk token')))";

Uuid numbered(std::uint8_t number) {
    return *ledger::uuidFromText("00000000-0000-4000-8000-00000000000" + std::to_string(number));
}

/// As a handler books: locks, then the row. Nothing is sent yet.
db::Transaction booking(db::Connection& connection, ledger::UtcTime start) {
    auto work = connection.begin();
    work.enter(ledger::asBytes("desk token"));
    work.run(db::queries::booking_lock, std::vector<Uuid>{numbered(3)}, std::vector<Uuid>{},
             std::vector<ledger::UtcTime>{start});
    work.run(db::queries::visit_insert, ledger::randomUuid(), numbered(4), numbered(3), std::optional<Uuid>(),
             start, start + std::chrono::minutes(30), ledger::Bytes{1}, std::optional<ledger::Bytes>(),
             false);
    return work;
}

std::string endingOf(const Result<void, db::DbError>& done) {
    if (done)
        return "booked";
    return done.error().constraint == db::Constraint::ProviderTaken ? "taken"
                                                                    : std::string(done.error().state());
}

void awaitQueue(const Database& database) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(4);
    while (std::chrono::steady_clock::now() < deadline &&
           database.superuser("select count(*) from pg_stat_activity "
                              "where usename = 'custos_api' and wait_event_type = 'Lock'") !=
               std::to_string(desks) + "\n")
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

/// Each desk on a connection of its own, all behind a booking that then comes to nothing: the moment at which
/// nobody has the time yet and everybody has asked for it. How many ended in which way.
std::map<std::string, int> race(const Database& database, std::vector<db::Connection>& connections,
                                ledger::UtcTime start) {
    auto inTheWay = std::make_optional(booking(connections.back(), start));
    EXPECT_TRUE(inTheWay->flush().has_value());
    std::map<std::string, int> endings;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int i = 0; i < desks; ++i)
        threads.emplace_back([&, i] {
            const auto ending = endingOf(booking(connections[std::size_t(i)], start).commit());
            const std::lock_guard lock(mutex);
            ++endings[ending];
        });
    awaitQueue(database);
    inTheWay.reset();
    for (auto& thread : threads)
        thread.join();
    return endings;
}

} // namespace

/// More desks than a server has connections: the deadlocks that the pool's small size would hide show here.
TEST(BookingRace, GivesOneOfThirtyTwoTheSlotAndTheOthersACleanConflictTenTimes) {
    Database database;
    (void)database.superuser(practice);
    std::vector<db::Connection> connections;
    for (int i = 0; i <= desks; ++i)
        connections.push_back(database.open(db::Duty::Api));
    const ledger::UtcTime noon =
        std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(17);
    for (int round = 0; round < 10; ++round)
        EXPECT_EQ(race(database, connections, noon + std::chrono::hours(round)),
                  (std::map<std::string, int>{{"booked", 1}, {"taken", desks - 1}}))
            << "round " << round;
}

} // namespace custos::testing
