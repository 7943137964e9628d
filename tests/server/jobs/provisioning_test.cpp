#include "server/jobs/provisioning.h"

#include "tests/server/jobs/import_desk.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <memory>

namespace custos::jobs {
namespace {

PracticeWanted exemplar() {
    return {.code = "exemplar",
            .name = "Exemplar Family Practice",
            .location = "Main Street",
            .timeZone = "America/Chicago",
            .providers = {"Dr. Ada Mockridge", "Dr. Ivo Placeholder"},
            .opens = std::chrono::hours(9),
            .closes = std::chrono::hours(16),
            .rooms = {"Exam 1"},
            .visitTypes = {{"Check-up", 20}},
            .owner = {.username = "ada", .name = "Ada Mockridge", .role = "", .column = "Dr. Ada Mockridge"}};
}

class ProvisioningTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { database_ = std::make_unique<testing::Database>(); }
    static void TearDownTestSuite() { database_.reset(); }

    ProvisioningTest()
        : desk_(database_->conninfo(db::Duty::Auth), database_->conninfo(db::Duty::Operations), keys_.store) {
        database_->superuser("set client_min_messages = warning; set session_replication_role = replica; "
                             "truncate practice.practice, audit.entries cascade");
    }

    Provisioning provisioning() {
        return Provisioning({desk_.parts().operations, desk_.asKeys(), desk_.keyring(), desk_.composer()});
    }
    std::string refusal(const PracticeWanted& wanted) {
        const auto made = provisioning().create(wanted);
        return made ? "made" : std::string(code(made.error()));
    }
    std::string refusal(const PersonWanted& wanted, std::string_view practice = "exemplar") {
        const auto made = provisioning().invite(practice, wanted);
        return made ? "invited" : std::string(code(made.error()));
    }
    static std::string ask(const std::string& sql) {
        auto rows = database_->superuser(sql);
        return rows.substr(0, rows.find('\n'));
    }
    static std::string practices() {
        return ask("select coalesce(string_agg(code, ' ' order by code), '') from practice.practice");
    }

    static inline std::unique_ptr<testing::Database> database_;
    phi::TemporaryKeys keys_;
    example::ImportDesk desk_;
};

TEST_F(ProvisioningTest, makesAPracticeWithItsKeysItsColumnsAndItsOwnersInvitation) {
    const auto made = provisioning().create(exemplar());
    ASSERT_TRUE(made);
    EXPECT_EQ(practices(), "exemplar platform");
    EXPECT_TRUE(desk_.keyring().open(made->practice));
    EXPECT_EQ(ask("select string_agg(name || ' ' || time_zone, '') from practice.location"),
              "Main Street America/Chicago");
    EXPECT_EQ(ask("select string_agg(display_name, ', ' order by position) from practice.provider"),
              "Dr. Ada Mockridge, Dr. Ivo Placeholder");
    EXPECT_EQ(
        ask("select count(*) || ' ' || min(weekday) || '-' || max(weekday) || ' ' || min(starts) || ' ' || "
            "max(ends) from practice.template_hours"),
        "10 1-5 09:00:00 16:00:00");
    EXPECT_EQ(
        ask("select a.username || ' ' || r.role || ' ' || p.display_name from auth.account a "
            "join auth.account_role r on r.account = a.id join practice.provider p on p.id = a.provider"),
        "ada owner Dr. Ada Mockridge");
    EXPECT_EQ(made->invitation.size(), 43u);
    EXPECT_EQ(ask("select count(*) from auth.invitation where used_at is null and expires_at between "
                  "now() + interval '71 hours' and now() + interval '73 hours'"),
              "1");
    EXPECT_EQ(ask("select count(*) from auth.password") + ask("select count(*) from auth.totp"), "00");
}

TEST_F(ProvisioningTest, leavesAnEntryForEachThingDone) {
    const auto made = provisioning().create(exemplar());
    ASSERT_TRUE(made);
    const auto entriesOf = [](const std::string& practice) {
        return ask("select count(*) from audit.entries e join practice.practice p on p.id = e.tenant where "
                   "p.code = '" +
                   practice + "'");
    };
    EXPECT_EQ(entriesOf("exemplar"), "3"); // practice.create, account.create, account.invite
    EXPECT_EQ(entriesOf("platform"), "1");
    EXPECT_EQ(refusal({.username = "mira", .name = "Mira", .role = "front_desk", .column = ""}), "invited");
    EXPECT_EQ(entriesOf("exemplar"), "5");
}

TEST_F(ProvisioningTest, makesNothingOfAPracticeThatItCannotMakeWhole) {
    auto wanted = exemplar();
    wanted.timeZone = "Atlantis/Poseidonis";
    EXPECT_EQ(refusal(wanted), "bad_time_zone");
    wanted.timeZone = "posix/America/Chicago";
    EXPECT_EQ(refusal(wanted), "bad_time_zone");
    wanted = exemplar();
    wanted.owner.column = "Dr. Nobody";
    EXPECT_EQ(refusal(wanted), "no_column");
    EXPECT_EQ(practices(), "platform");
    EXPECT_EQ(ask("select count(*) from phi.tenant_key k join practice.practice p on p.id = k.tenant "
                  "where p.code <> 'platform'"),
              "0");
    // no trail, no practice: a cluster that the log does not know takes no entries
    database_->superuser("begin; set local session_replication_role = replica; "
                         "update audit.cluster set system_identifier = system_identifier + 1; commit");
    EXPECT_EQ(refusal(exemplar()), "unavailable");
    EXPECT_EQ(practices(), "platform");
    database_->superuser("begin; set local session_replication_role = replica; "
                         "update audit.cluster set system_identifier = system_identifier - 1; commit");
    EXPECT_EQ(refusal(exemplar()), "made");
    EXPECT_EQ(refusal(exemplar()), "code_taken");
    EXPECT_EQ(practices(), "exemplar platform");
}

TEST_F(ProvisioningTest, refusesWhatNoPracticeIsCalled) {
    const auto with = [](auto change) {
        auto wanted = exemplar();
        change(wanted);
        return wanted;
    };
    for (const char* code : {"", "platform", "Big", "a b", "a'b", "../x"})
        EXPECT_EQ(refusal(with([code](auto& w) { w.code = code; })), "bad_code") << code;
    for (const auto& name : {std::string(), std::string("a\nb"), std::string(201, 'x')})
        EXPECT_EQ(refusal(with([&name](auto& w) { w.name = name; })), "bad_name") << name;
    EXPECT_EQ(refusal(with([](auto& w) { w.providers.emplace_back("\x1b[2J"); })), "bad_name");
    EXPECT_EQ(refusal(with([](auto& w) { w.visitTypes[0].minutes = 4; })), "bad_minutes");
    EXPECT_EQ(refusal(with([](auto& w) { w.closes = w.opens; })), "bad_hours");
    EXPECT_EQ(refusal(with([](auto& w) { w.closes = std::chrono::hours(24); })), "bad_hours");
    EXPECT_EQ(refusal(with([](auto& w) { w.owner.username = "service:x"; })), "bad_username");
    EXPECT_EQ(practices(), "");
}

TEST_F(ProvisioningTest, invitesNewcomersAndThoseWhoHaveNotEnrolled) {
    ASSERT_EQ(refusal(exemplar()), "made");
    const PersonWanted ivo{
        .username = "ivo", .name = "Ivo Placeholder", .role = "provider", .column = "Dr. Ivo Placeholder"};
    EXPECT_EQ(refusal(ivo), "invited");
    EXPECT_EQ(ask("select p.display_name from auth.account a join practice.provider p on p.id = a.provider "
                  "where a.username = 'ivo'"),
              "Dr. Ivo Placeholder");
    EXPECT_EQ(
        refusal({.username = "anna", .name = "Anna", .role = "assistant", .column = "Dr. Ivo Placeholder"}),
        "invited");
    EXPECT_EQ(ask("select count(*) from auth.assistance s join auth.account a on a.id = s.account "
                  "where a.username = 'anna' and a.provider is null"),
              "1");
    // the owner is told of both
    EXPECT_EQ(ask("select count(*) from access.incident where kind = 'permissions_widened'"), "2");
    // again: the earlier invitation stops working, name and role stay
    EXPECT_EQ(refusal({.username = "ivo", .name = "Somebody", .role = "manager", .column = ""}), "invited");
    EXPECT_EQ(
        ask("select count(*) filter (where i.used_at is null) || ' of ' || count(*) from auth.invitation i "
            "join auth.account a on a.id = i.account where a.username = 'ivo'"),
        "1 of 2");
    EXPECT_EQ(ask("select a.display_name || ' ' || r.role from auth.account a join auth.account_role r "
                  "on r.account = a.id where a.username = 'ivo'"),
              "Ivo Placeholder provider");
}

TEST_F(ProvisioningTest, isNoWayAroundAnOwnerOrSomebodysFactors) {
    ASSERT_EQ(refusal(exemplar()), "made");
    const auto asRole = [](const char* role) {
        return PersonWanted{.username = "new", .name = "New", .role = role, .column = ""};
    };
    for (const char* role : {"owner", "platform_admin", "service", ""})
        EXPECT_EQ(refusal(asRole(role)), "bad_role") << role;
    EXPECT_EQ(refusal(asRole("manager"), "platform"), "bad_role");
    EXPECT_EQ(refusal(asRole("platform_admin"), "platform"), "invited");
    EXPECT_EQ(refusal(asRole("provider")), "no_column");
    EXPECT_EQ(refusal(asRole("manager"), "nowhere"), "no_practice");
    EXPECT_EQ(ask("select count(*) from auth.account where username = 'new'"), "1"); // the platform's
    // once enrolled, or disabled
    const PersonWanted ada{.username = "ada", .name = "", .role = "", .column = ""};
    EXPECT_EQ(refusal(ada), "invited");
    database_->superuser(
        "set session_replication_role = replica; " // past the rule that a practice keeps an owner
        "update auth.account set disabled_at = now() where username = 'ada'");
    EXPECT_EQ(refusal(ada), "not_invitable");
    database_->superuser("update auth.account set disabled_at = null where username = 'ada'; "
                         "set session_replication_role = replica; "
                         "insert into auth.totp (tenant, account, sealed_seed) select tenant, id, '\\x00' "
                         "from auth.account where username = 'ada'");
    EXPECT_EQ(refusal(ada), "not_invitable");
    // nor to a program's account
    EXPECT_EQ(refusal({.username = "service:x", .name = "X", .role = "manager", .column = ""}),
              "bad_username");
}

/// Whoever can run SQL on the operator's login, for another reason than this one.
TEST_F(ProvisioningTest, noOtherServiceMakesAccountsOrWaysIn) {
    const auto made = provisioning().create(exemplar());
    ASSERT_TRUE(made);
    const std::string practice = "'" + ledger::toText(made->practice) + "'";
    const std::vector<std::string> attempts{
        "insert into auth.account (tenant, id, username, display_name) values (" + practice +
            ", gen_random_uuid(), 'mallory', 'Mallory')",
        "insert into auth.account_role (tenant, account, role) select tenant, id, 'manager' from "
        "auth.account",
        "insert into auth.invitation (tenant, id, account, token_hash, sealed_seed, expires_at) select "
        "i.tenant, "
        "gen_random_uuid(), i.account, sha256('mallory'), i.sealed_seed, i.expires_at from auth.invitation "
        "i"};
    for (const auto& attempt : attempts) {
        for (const char* purpose : {"import", "rotation", "detection"})
            EXPECT_EQ(
                database_->inject(
                    db::Duty::Operations,
                    {"begin", "select auth.enter_service(" + practice + ", '" + purpose + "')", attempt}),
                "42501")
                << purpose << ": " << attempt;
        EXPECT_EQ(database_->inject(db::Duty::Operations,
                                    {"begin", "select auth.enter_service(" + practice + ", 'provision')",
                                     attempt, "rollback"}),
                  "00000")
            << attempt;
    }
}

} // namespace
} // namespace custos::jobs
