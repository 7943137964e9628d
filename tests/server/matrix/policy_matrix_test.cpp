// Every login and role, every table with a tenant, every kind of statement; and that taking any one policy
// away, or any one condition of it, is noticed.

#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

namespace custos::testing {
namespace {

std::string contentOf(const char* name) {
    std::ostringstream content;
    content << std::ifstream(std::string(CUSTOS_SOURCE_DIR) + "/tests/server/matrix/" + name).rdbuf();
    return content.str();
}

constexpr const char* pastTriggers =
    "set client_min_messages = warning; set session_replication_role = replica; ";
/// For the probes: what grants refuse too would hide what a policy lets through.
constexpr const char* everythingGranted = R"(
    grant usage on schema practice, auth, phi, audit, access to public;
    grant select, insert, update, delete on all tables in schema practice, auth, phi, audit, access to public;
    grant usage on all sequences in schema practice, auth, phi, audit, access to public;
)";

std::unique_ptr<Database> running;

class OneDatabase : public ::testing::Environment {
public:
    void SetUp() override {
        running = std::make_unique<Database>();
        (void)running->superuser(contentOf("probe.sql"));
        (void)running->superuser(pastTriggers + contentOf("rows.sql"));
        (void)running->superuser(std::string(pastTriggers) + "select matrix.fill(); select matrix.prepare()");
    }
    void TearDown() override { running.reset(); }
};
const ::testing::Environment* const environment = ::testing::AddGlobalTestEnvironment(new OneDatabase);

std::vector<std::string> lines(const std::string& sql) {
    std::istringstream rows(running->superuser(sql));
    std::vector<std::string> all;
    for (std::string line; std::getline(rows, line);)
        all.push_back(line);
    return all;
}

constexpr const char* alpha = "'aaaaaaaa-0000-4000-8000-000000000000'";

} // namespace

/// A grant without a policy shows nothing, a policy without a grant guards nothing: either is a mistake.
TEST(PolicyMatrix, HasNoPolicyWithoutItsGrantAndNoGrantWithoutItsPolicy) {
    constexpr const char* unreachable = R"(
        select p.target || ': ' || p.polname || ' of ' || r.rolname from matrix.policy p
        join pg_roles r on r.oid = any (p.polroles)
        where not has_any_column_privilege(r.oid, p.target, case p.polcmd when 'r' then 'select' when 'a' then 'insert'
                      when 'w' then 'update' when 'd' then 'select' else 'select, insert, update' end)
          and not (p.polcmd in ('d', '*') and has_table_privilege(r.oid, p.target, 'delete')) order by 1)";
    constexpr const char* unguarded = R"(
        select g.target || ': ' || c.command || ' of ' || r.rolname from matrix.guarded g, pg_roles r,
            (values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')) c(command, letter)
        where r.rolname like 'custos\_%' and r.rolname not in ('custos_super', 'custos_owner')
          and case c.command when 'delete' then has_table_privilege(r.oid, g.target, 'delete')
                             else has_any_column_privilege(r.oid, g.target, c.command) end
          and not exists (select from matrix.policy p where p.target = g.target and r.oid = any (p.polroles)
                                                        and p.polcmd::text in ('*', c.letter)) order by 1)";
    EXPECT_EQ(lines(unreachable), std::vector<std::string>{});
    EXPECT_EQ(lines(unguarded), std::vector<std::string>{});
    (void)running->superuser(
        "create policy planted on practice.waitlist for select to custos_audit using (true)");
    EXPECT_EQ(lines(unreachable), std::vector<std::string>{"practice.waitlist: planted of custos_audit"});
    (void)running->superuser(
        "drop policy planted on practice.waitlist; grant select on practice.waitlist to custos_audit");
    EXPECT_EQ(lines(unguarded), std::vector<std::string>{"practice.waitlist: select of custos_audit"});
    (void)running->superuser("revoke select on practice.waitlist from custos_audit");
}

/// The tables that the API's login has some privilege on, or that it has none on.
std::vector<std::string> tablesOfTheApi(bool granted, const std::string& privilege) {
    return lines("select g.target from matrix.guarded g where " + std::string(granted ? "" : "not ") +
                 (privilege == "delete" ? "has_table_privilege" : "has_any_column_privilege") +
                 "('custos_api', g.target, '" + privilege + "') order by 1");
}

std::string tenantOf(const std::string& table) {
    return table == "practice.practice" ? "id" : "tenant";
}

/// What each statement gave, one after the other on one connection of the API's login.
std::string answersTo(std::vector<std::string> statements) {
    std::string rows;
    EXPECT_EQ(running->inject(db::Duty::Api, statements, &rows), "00000");
    return rows;
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    while (times-- > 0)
        all += text;
    return all;
}

/// On the real login, with what it is granted.
TEST(PolicyMatrix, ShowsAndChangesNothingWithoutASession) {
    const auto shown = tablesOfTheApi(true, "select");
    ASSERT_GT(shown.size(), 20u);
    std::vector<std::string> statements;
    for (const auto& table : shown)
        statements.push_back("select count(*) from " + table);
    EXPECT_EQ(answersTo(statements), repeated("0\n", shown.size()));
    statements.clear();
    for (const auto& table : tablesOfTheApi(true, "delete"))
        statements.push_back("with x as (delete from " + table + " returning 1) select count(*) from x");
    EXPECT_EQ(answersTo(statements), repeated("0\n", statements.size()));
    const auto hidden = tablesOfTheApi(false, "select");
    ASSERT_GT(hidden.size(), 20u);
    for (const auto& table : hidden)
        EXPECT_EQ(running->inject(db::Duty::Api, "select 1 from " + table), "42501") << table;
}

TEST(PolicyMatrix, ShowsEachRoleNothingOfAnotherPracticeAndSomethingOfTheirOwn) {
    const auto tables = tablesOfTheApi(true, "select");
    const auto people =
        lines("select name from matrix.identity where role = 'custos_api' and session is not null "
              "and permission is null order by 1");
    ASSERT_EQ(people.size(), 8u);
    int shown = 0;
    for (const auto& person : people) {
        std::vector<std::string> others{"begin", "select auth.enter('" + person + "') is null"};
        auto own = others;
        for (const auto& table : tables) {
            const auto where = " from " + table + " where " + tenantOf(table);
            others.push_back("select count(*)" + where + " is distinct from " + alpha);
            own.push_back("select count(*) > 0" + where + " = " + alpha);
        }
        EXPECT_EQ(answersTo(others), "f\n" + repeated("0\n", tables.size())) << person;
        const auto rows = answersTo(own);
        shown += int(std::count(rows.begin(), rows.end(), 't'));
    }
    std::cout << 2 * people.size() * tables.size() << " cases at the login, " << shown
              << " of them with rows of one's own\n";
    EXPECT_GT(shown, 80);
}

/// The policies, or conditions, that no case misses when they are gone: `policy, how`.
std::vector<std::string> missed(const std::string& only = "") {
    (void)running->superuser(everythingGranted);
    auto rows = lines("set matrix.target = '" + only + "'; " + contentOf("mutants.sql"));
    EXPECT_TRUE(!rows.empty() && rows.front().starts_with("mutants: "));
    std::cout << rows.front().substr(9) << '\n';
    rows.erase(rows.begin());
    return rows;
}

TEST(PolicyMatrix, NoticesWhenAnyPolicyOrAnyConditionOfOneIsTakenAway) {
    for (const auto& line : missed())
        ADD_FAILURE() << "nobody misses " << line;
}

TEST(PolicyMatrix, FindsAPolicyThatNobodyWouldMiss) {
    EXPECT_EQ(missed("practice.room"), std::vector<std::string>{});
    (void)running->superuser("create policy planted on practice.room for select to custos_api using "
                             "(tenant = (select auth.tenant()) and (select auth.has('schedule.read')))");
    const auto rows = missed("practice.room");
    EXPECT_NE(std::find(rows.begin(), rows.end(), "practice.room: planted, drop"), rows.end());
    (void)running->superuser("drop policy planted on practice.room");
}

} // namespace custos::testing
