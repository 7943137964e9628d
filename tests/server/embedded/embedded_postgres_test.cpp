#include "server/embedded/embedded_postgres.h"

#include "server/db/duty_check.h"
#include "server/db/migrator.h"
#include "server/db/transaction.h"
#include "tests/support/database.h"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace custos;
using custos::testing::Database;
using custos::testing::TemporaryDirectory;
using db::Duty;

namespace fs = std::filesystem;

namespace {

bool isAlive(pid_t process) {
    return kill(process, 0) == 0;
}

std::string contentsOf(const fs::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// True when it came to hold within half a minute.
template<class Condition>
bool eventually(Condition holds) {
    for (int attempt = 0; attempt < 1500;
         ++attempt, std::this_thread::sleep_for(std::chrono::milliseconds(20)))
        if (holds())
            return true;
    return false;
}

/// The process that replays what a crash left, while there is one; else 0.
pid_t recoveryOf(const fs::path& cluster) {
    std::string postmaster;
    std::istringstream(contentsOf(cluster / "postmaster.pid")) >> postmaster;
    std::istringstream children(contentsOf("/proc/" + postmaster + "/task/" + postmaster + "/children"));
    for (pid_t child = 0; children >> child;)
        if (contentsOf("/proc/" + std::to_string(child) + "/cmdline").starts_with("postgres: startup"))
            return child;
    return 0;
}

} // namespace

TEST(EmbeddedPostgres, StartsOverTheSameDirectoryWithWhatWasThere) {
    TemporaryDirectory directory;
    for (int start = 0; start < 2; ++start) {
        auto postgres = embedded::EmbeddedPostgres::start({directory.path()});
        ASSERT_TRUE(postgres.has_value()) << embedded::code(postgres.error().error);
        auto connection = db::Connection::open(postgres->conninfo(Duty::Migrate));
        ASSERT_TRUE(connection.has_value());
        const auto applied = db::Migrator(*connection).run();
        ASSERT_TRUE(applied.has_value());
        EXPECT_EQ(*applied, 0);
    }
}

/// A newer PostgreSQL comes with an upgrade of the machine, beside the one that there was.
TEST(EmbeddedPostgres, KeepsToTheVersionThatMadeItsCluster) {
    TemporaryDirectory directory;
    { ASSERT_TRUE(embedded::EmbeddedPostgres::start({directory.path()}).has_value()); }
    const std::string line = contentsOf(directory.path() / "pg/PG_VERSION");
    const std::string version = line.substr(0, line.find('\n'));

    TemporaryDirectory installed; // which the database's account has to reach
    ASSERT_EQ(chmod(installed.path().c_str(), 0755), 0);
    fs::create_directories(installed.path() / "99/bin");
    for (const char* program : {"initdb", "postgres"})
        fs::create_symlink("/bin/false", installed.path() / "99/bin" / program);
    fs::create_directory_symlink("/usr/lib/postgresql/" + version, installed.path() / version);
    const auto start = [&](const fs::path& where) {
        return embedded::EmbeddedPostgres::start({.directory = where, .installed = installed.path()});
    };
    EXPECT_TRUE(start(directory.path()).has_value());

    TemporaryDirectory fresh;
    const auto first = start(fresh.path());
    ASSERT_FALSE(first.has_value());
    EXPECT_EQ(first.error().error, embedded::StartError::InitFailed) << "a new cluster gets the newest";

    fs::remove(installed.path() / version);
    const auto gone = start(directory.path());
    ASSERT_FALSE(gone.has_value());
    EXPECT_EQ(gone.error().error, embedded::StartError::NoPostgres);
    EXPECT_EQ(gone.error().detail, version);
}

TEST(EmbeddedPostgres, WaitsForARecoveryBeyondItsPatience) {
    TemporaryDirectory directory;
    {
        auto crashed = embedded::EmbeddedPostgres::start({directory.path()});
        ASSERT_TRUE(crashed.has_value());
        ASSERT_EQ(kill(crashed->postmaster(), SIGQUIT), 0); // as a crash: without a checkpoint
    }
    bool held = false;
    std::thread holding([&] {
        pid_t recovery = 0;
        for (int at = 0; at < 10000 && recovery == 0; ++at) {
            recovery = recoveryOf(directory.path() / "pg");
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        held = recovery > 0 && kill(recovery, SIGSTOP) == 0;
        std::this_thread::sleep_for(std::chrono::seconds(8));
        if (held)
            kill(recovery, SIGCONT);
    });
    const auto again = embedded::EmbeddedPostgres::start(
        {.directory = directory.path(), .startPatience = std::chrono::seconds(5)});
    holding.join();
    EXPECT_TRUE(held) << "it was over before it could be held up";
    EXPECT_TRUE(again.has_value()) << embedded::code(again.error().error);
}

TEST(EmbeddedPostgres, KeepsItsSecretsAndItsClusterToItself) {
    Database database;
    struct stat status {};
    ASSERT_EQ(stat((database.directory() / "keys/database-roles").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    ASSERT_EQ(stat((database.directory() / "pg").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    EXPECT_EQ(database.superuser("show listen_addresses"), "\n");
    EXPECT_EQ(database.superuser("select count(*) from pg_hba_file_rules where type <> 'local'"), "0\n");
    EXPECT_EQ(database.superuser(
                  "select string_agg(distinct auth_method, ',' order by auth_method) from pg_hba_file_rules"),
              "peer,reject,scram-sha-256\n");
}

TEST(EmbeddedPostgres, TellsADirectoryOfAnotherProgramFromOneThatIsBroken) {
    TemporaryDirectory directory;
    {
        auto first = embedded::EmbeddedPostgres::start({directory.path()});
        ASSERT_TRUE(first.has_value()) << embedded::code(first.error().error);
        auto connection = db::Connection::open(first->adminConninfo() + " dbname=custos");
        ASSERT_TRUE(connection.has_value());
        static constexpr db::Script newer(
            "newer", "insert into migration.applied (name, checksum) values ('9999_newer', sha256('y'))");
        ASSERT_TRUE(connection->run(newer).has_value());
    }
    const auto second = embedded::EmbeddedPostgres::start({directory.path()});
    ASSERT_FALSE(second.has_value());
    EXPECT_STREQ(embedded::code(second.error().error), "other_program");
}

TEST(EmbeddedPostgres, RefusesPasswordsThatOthersMayRead) {
    TemporaryDirectory directory;
    { auto first = embedded::EmbeddedPostgres::start({directory.path()}); }
    ASSERT_EQ(chmod((directory.path() / "keys/database-roles").c_str(), 0640), 0);
    const auto second = embedded::EmbeddedPostgres::start({directory.path()});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().error, embedded::StartError::Directory);
}

TEST(EmbeddedPostgres, RefusesToStartOnALoginThatCouldDoMore) {
    TemporaryDirectory directory;
    {
        auto first = embedded::EmbeddedPostgres::start({directory.path()});
        ASSERT_TRUE(first.has_value());
        static constexpr db::Query widen("test_widen", "grant truncate on practice.patient to custos_api");
        auto superuser = db::Connection::open(first->adminConninfo() + " dbname=custos");
        ASSERT_TRUE(superuser.has_value());
        auto work = superuser->begin();
        work.run(widen);
        ASSERT_TRUE(work.commit());
    }
    const auto second = embedded::EmbeddedPostgres::start({directory.path()});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().error, embedded::StartError::RoleTooWide);
}

/// Policies bind the functions that these own. An attribute that one of them was given past that is gone with
/// the next start.
TEST(EmbeddedPostgres, TakesBackTheAttributesThatItsRolesWereGiven) {
    TemporaryDirectory directory;
    const auto widened = [](const embedded::EmbeddedPostgres& postgres) {
        static constexpr db::Query count(
            "test_wide",
            "select count(*) as wide from pg_roles where rolname in ('custos_owner', 'custos_context', "
            "'custos_review') and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or "
            "rolreplication or rolcanlogin)");
        auto superuser = db::Connection::open(postgres.adminConninfo() + " dbname=custos");
        if (!superuser)
            return std::int64_t(-1);
        auto work = superuser->begin();
        const auto asked = work.run(count);
        return work.commit() ? work.take(asked).front().get<std::int64_t>("wide") : -1;
    };
    {
        auto first = embedded::EmbeddedPostgres::start({directory.path()});
        ASSERT_TRUE(first.has_value());
        EXPECT_EQ(widened(*first), 0);
        auto superuser = db::Connection::open(first->adminConninfo() + " dbname=custos");
        ASSERT_TRUE(superuser.has_value());
        static constexpr db::Query owner("test_owner", "alter role custos_owner superuser login");
        static constexpr db::Query context("test_context", "alter role custos_context bypassrls createrole");
        static constexpr db::Query review("test_review",
                                          "alter role custos_review bypassrls createdb replication");
        auto work = superuser->begin();
        for (const auto* query : {&owner, &context, &review})
            work.run(*query);
        ASSERT_TRUE(work.commit());
        EXPECT_EQ(widened(*first), 3);
    }
    const auto second = embedded::EmbeddedPostgres::start({directory.path()});
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(widened(*second), 0);
}

TEST(EmbeddedPostgres, LogsNoStatementAndNoParameter) {
    Database database;
    (void)database.inject(Duty::Api, "select 'Plantedname' / 0");
    (void)database.inject(Duty::Api, "select * from practice.plantedtable where x = 'Plantedname'");
    (void)database.inject(Duty::Operations,
                          "insert into practice.practice (id, code, name) values (gen_random_uuid(), "
                          "'Plantedname', 'Plantedname')");
    const std::string log = contentsOf(database.directory() / "postgres.log");
    EXPECT_EQ(log.find("Plantedname"), std::string::npos);
    EXPECT_NE(log.find("ready to accept connections"), std::string::npos) << "this is not the log";
    EXPECT_EQ(log.find("STATEMENT"), std::string::npos);
    EXPECT_EQ(log.find("DETAIL"), std::string::npos);
}

TEST(EmbeddedPostgres, EndsWithItsParentHoweverThatEnds) {
    TemporaryDirectory directory;
    int channel[2];
    ASSERT_EQ(pipe(channel), 0);
    const pid_t parent = fork();
    if (parent == 0) {
        auto postgres = embedded::EmbeddedPostgres::start({directory.path()});
        const int postmaster = postgres ? postgres->postmaster() : -1;
        (void)!write(channel[1], &postmaster, sizeof postmaster);
        pause();
        _exit(0);
    }
    int postmaster = -1;
    ASSERT_EQ(read(channel[0], &postmaster, sizeof postmaster), ssize_t(sizeof postmaster));
    ASSERT_GT(postmaster, 0);
    EXPECT_TRUE(isAlive(postmaster));
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    EXPECT_TRUE(eventually([&] { return !isAlive(postmaster); }));
    EXPECT_TRUE(eventually([&] { return !fs::exists(directory.path() / "pg/postmaster.pid"); }))
        << "not an orderly shutdown";
    if (isAlive(postmaster)) // nothing stays that this test has started
        kill(postmaster, SIGQUIT);
}

TEST(EmbeddedPostgres, RunsUnderAnAccountOfItsOwnWhereWeAreRoot) {
    if (geteuid() != 0) {
        Database database;
        EXPECT_NE(database.postmaster(), 0); // nothing to leave: we are nobody's root
        return;
    }
    Database database;
    struct stat status {};
    ASSERT_EQ(stat(("/proc/" + std::to_string(database.postmaster())).c_str(), &status), 0);
    EXPECT_NE(status.st_uid, 0u);
    const std::string state = contentsOf("/proc/" + std::to_string(database.postmaster()) + "/status");
    EXPECT_NE(state.find("CapEff:\t0000000000000000"), std::string::npos);
    EXPECT_NE(state.find("NoNewPrivs:\t1"), std::string::npos);
}

TEST(DutyCheck, RefusesALoginThatCouldDoMore) {
    Database database;
    const std::pair<const char*, const char*> widened[] = {
        {"alter role custos_api bypassrls", "alter role custos_api nobypassrls"},
        {"alter role custos_api superuser", "alter role custos_api nosuperuser"},
        {"alter role custos_api createrole", "alter role custos_api nocreaterole"},
        {"grant custos_owner to custos_api", "revoke custos_owner from custos_api"},
        {"grant temp on database custos to custos_api", "revoke temp on database custos from custos_api"},
        {"grant create on schema practice to custos_api", "revoke create on schema practice from custos_api"},
        {"grant truncate on practice.patient to custos_api",
         "revoke truncate on practice.patient from custos_api"},
        {"alter table practice.hold owner to custos_api", "alter table practice.hold owner to custos_owner"},
        {"alter schema phi owner to custos_api", "alter schema phi owner to custos_owner"},
        {"alter function practice.busy(uuid, timestamptz, timestamptz) owner to custos_api",
         "alter function practice.busy(uuid, timestamptz, timestamptz) owner to custos_context"},
        {"grant pg_read_all_data to custos_api", "revoke pg_read_all_data from custos_api"},
        {"grant execute on function auth.enter_service(uuid, text) to custos_api",
         "revoke execute on function auth.enter_service(uuid, text) from custos_api"},
        {"grant execute on function context.install(context.claims) to custos_api",
         "revoke execute on function context.install(context.claims) from custos_api"},
        {"grant select on context.key to custos_api", "revoke select on context.key from custos_api"},
        {"grant select (token_hash) on auth.session to custos_api",
         "revoke select (token_hash) on auth.session from custos_api"},
        {"grant insert on auth.session to custos_api", "revoke insert on auth.session from custos_api"},
    };
    auto connection = database.open(Duty::Api);
    EXPECT_TRUE(db::checkDuty(connection, Duty::Api).has_value());
    for (const auto& [widen, mend] : widened) {
        (void)database.superuser(widen);
        EXPECT_FALSE(db::checkDuty(connection, Duty::Api).has_value()) << widen;
        (void)database.superuser(mend);
        EXPECT_TRUE(db::checkDuty(connection, Duty::Api).has_value()) << mend;
    }
    EXPECT_FALSE(db::checkDuty(connection, Duty::Auth).has_value()) << "another login than was said";
}

TEST(Migrator, RefusesAChangedMigrationAndOneThatItDoesNotKnow) {
    Database database;
    auto connection = database.open(Duty::Migrate);
    (void)database.superuser(
        "update migration.applied set checksum = sha256('x') where name = (select min(name) from "
        "migration.applied)");
    const auto changed = db::Migrator(connection).run();
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().error, db::MigrationError::Changed);
    (void)database.superuser(
        "insert into migration.applied (name, checksum) values ('9999_newer', sha256('y')); "
        "delete from migration.applied where name = (select min(name) from migration.applied)");
    const auto unknown = db::Migrator(connection).run();
    ASSERT_FALSE(unknown.has_value());
    EXPECT_EQ(unknown.error().error, db::MigrationError::Unknown);
}

TEST(Migrator, AMigrationThatFailsLeavesNothing) {
    Database database;
    static constexpr db::Script broken[] = {
        db::Script("9000_broken", "create table practice.half_done (x int); select 1 / 0"),
    };
    auto connection = database.open(Duty::Migrate);
    (void)database.superuser("delete from migration.applied");
    const auto failed = db::Migrator(connection, broken).run();
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().migration, "9000_broken");
    EXPECT_EQ(database.superuser("select count(*) from pg_class where relname = 'half_done'"), "0\n");
    EXPECT_EQ(database.superuser("select count(*) from migration.applied"), "0\n");
}
