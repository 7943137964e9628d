// The processes of a running server, from outside: what each holds, what it could still do, and what its
// death means to the others.

#include "tests/server/e2e/harm.h"
#include "tests/server/e2e/receipts.h"
#include "tests/support/processes.h"

#include <gtest/gtest.h>

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <linux/capability.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

namespace custos::testing {
namespace {

using Names = std::vector<std::string>;

/// What a shell forbids by itself, the server has to forbid: it is started with as many rights as there are.
const bool coresAllowed = [] {
    rlimit core{};
    ::getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    return ::setrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max > 0;
}();

const std::vector<std::string> titles{"custosd-api",  "custosd-auth",    "custosd-front",
                                      "custosd-keys", "custosd-operate", "custosd-sealing"};

std::string fromBase64(const std::string& text) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos)
            break;
        held = held << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 255);
        }
    }
    return bytes;
}

/// A P-256 key as it may stand in memory: the number, in either order of its bytes, and a line of its file.
std::vector<std::string> spellingsOf(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(BIO_new_mem_buf(pem.data(), int(pem.size())),
                                                           &BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number), 1);
    std::string bytes(32, '\0');
    EXPECT_EQ(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32), 32);
    BN_clear_free(number);
    std::istringstream lines(pem);
    std::string first, second;
    std::getline(lines, first);
    std::getline(lines, first);
    std::getline(lines, second);
    return {bytes, {bytes.rbegin(), bytes.rend()}, second};
}

/// Everything secret that lies below the data directory, as it may stand in memory: a key as its bytes and as
/// its file has it, a login's password as text.
std::map<std::string, std::vector<std::string>> secretsOf(const DemoServer& server) {
    std::map<std::string, std::vector<std::string>> secrets;
    const auto keys = std::filesystem::canonical(server.dataDirectory()) / "keys";
    for (const char* name : {"key-encryption", "pepper", "audit-mac", "subject-hash", "ledger-signing"}) {
        std::istringstream words(contentOf(keys / "server" / name));
        std::string format, version, own, text;
        words >> format >> version >> own >> text;
        EXPECT_EQ(own, name);
        secrets[name] = {fromBase64(text), text};
        EXPECT_EQ(secrets[name][0].size(), 32U);
    }
    for (const char* name : {"leaf", "authority"})
        secrets[std::string("tls-") + name] =
            spellingsOf(contentOf(keys / "tls" / (std::string(name) + ".key")));
    std::istringstream logins(contentOf(keys / "database-roles"));
    for (std::string role, password; logins >> role >> password;)
        secrets[role] = {password};
    return secrets;
}

/// How many filters a process's calls go through: those of whoever started it, and its own.
int filtersOf(pid_t process) {
    const std::string status = procFile(process, "status");
    const std::string name = "Seccomp_filters:\t";
    const auto at = status.find(name);
    return at == std::string::npos ? 0 : std::stoi(status.substr(at + name.size()));
}

class Separation : public ::testing::Test {
protected:
    static DemoServer& server() {
        wantCores();
        static DemoServer own;
        return own;
    }
    static const SignedIn& desk() {
        static const SignedIn session = server().signIn(server().account("harborlane", "front_desk"));
        return session;
    }
    static const SignedIn& owner() {
        static const SignedIn session = server().signIn(server().account("harborlane", "owner"));
        return session;
    }
    static std::map<std::string, pid_t> processes() { return childrenOf(server().processId()); }

    static bool allThere() {
        const auto there = processes();
        return std::all_of(titles.begin(), titles.end(),
                           [&there](const auto& title) { return there.contains(title); });
    }

    static int statusOf(const std::string& path) {
        try {
            auto client = server().connect();
            return getAs(client, desk(), path).status;
        } catch (const std::exception&) {
            return 0; // nobody at the door
        }
    }

    static bool isWhole() {
        return allThere() && statusOf("/v1/rooms") == 200 && statusOf("/v1/session") == 200 &&
               statusOf("/health") == 200;
    }

    void SetUp() override {
        ASSERT_TRUE(eventually([] { return allThere(); }));
        (void)desk();
        (void)owner();
    }
};

TEST_F(Separation, everyProcessIsLockedIn) {
    for (const auto& title : titles) {
        const auto process = processes().at(title);
        const auto status = procFile(process, "status");
        for (const char* line : {"Seccomp:\t2", "NoNewPrivs:\t1", "CapEff:\t0000000000000000",
                                 "CapPrm:\t0000000000000000", "CapAmb:\t0000000000000000"})
            EXPECT_NE(status.find(line), std::string::npos) << title << " " << line;
        EXPECT_EQ(filtersOf(process), filtersOf(server().processId()) + 1)
            << title << " has no walls of its own";
        const auto limits = procFile(process, "limits");
        EXPECT_NE(limits.find("Max core file size        0                    0"), std::string::npos)
            << title << "\n"
            << limits;
    }
}

/// Those who start programs can't be locked in as the others are; the database and its children neither.
TEST_F(Separation, theSupervisorAndTheDatabaseIntrudeNowhere) {
    std::vector<pid_t> starters = allChildrenOf(server().processId());
    for (const auto backend : allChildrenOf(processes().at("postgres")))
        starters.push_back(backend);
    starters.push_back(server().processId());
    std::size_t seen = 0;
    for (const auto process : starters) {
        const auto status = procFile(process, "status");
        if (status.empty())
            continue; // has ended meanwhile, as a worker of the database may
        ++seen;
        for (const char* line : {"Seccomp:\t2", "NoNewPrivs:\t1"})
            EXPECT_NE(status.find(line), std::string::npos) << procFile(process, "comm") << " " << line;
        EXPECT_NE(procFile(process, "limits").find("Max core file size        0                    0"),
                  std::string::npos)
            << procFile(process, "comm");
    }
    EXPECT_GT(seen, titles.size() + 5);
}

TEST_F(Separation, noSecretStandsInArgumentsEnvironmentOrOpenFiles) {
    const auto secrets = secretsOf(server());
    for (const auto& [title, process] : processes()) {
        if (!title.starts_with("custosd-"))
            continue;
        const auto told = procFile(process, "cmdline") + procFile(process, "environ");
        EXPECT_NE(told.find("worker"), std::string::npos);
        for (const auto& [name, spellings] : secrets)
            for (const auto& spelling : spellings)
                EXPECT_EQ(told.find(spelling), std::string::npos) << title << " " << name;
        for (const auto& file : openFilesOf(process))
            EXPECT_EQ(file.find("/keys"), std::string::npos) << title << " " << file;
        EXPECT_EQ(procFile(process, "maps").find("/keys"), std::string::npos) << title;
    }
}

TEST_F(Separation, eachProcessHoldsWhatIsItsOwnAndNothingElse) {
    const std::map<std::string, Names> own{
        {"custosd-front", {"tls-leaf"}},
        {"custosd-api", {"audit-mac", "custos_api", "custos_audit", "custos_keys", "subject-hash"}},
        {"custosd-auth", {"audit-mac", "custos_audit", "custos_auth", "pepper", "subject-hash"}},
        {"custosd-keys", {"key-encryption"}},
        {"custosd-operate", {"audit-mac", "custos_keys", "custos_operations", "subject-hash"}},
        {"custosd-sealing", {"audit-mac", "custos_sequencer", "ledger-signing", "subject-hash"}}};
    const auto secrets = secretsOf(server());
    const auto there = processes();
    for (const auto& [title, expected] : own) {
        EXPECT_TRUE(::geteuid() == 0 || !isMemoryOpen(there.at(title))) << title << " lets itself be read";
        EXPECT_EQ(foundInMemory(there.at(title), secrets), expected) << title;
    }
}

TEST_F(Separation, theSupervisorKeepsWhatItHandsOutAlone) {
    const auto supervisor = server().processId();
    EXPECT_TRUE(::geteuid() == 0 || !isMemoryOpen(supervisor));
    const auto found = foundInMemory(supervisor, secretsOf(server()));
    for (const auto& name : found)
        EXPECT_TRUE(name.starts_with("custos_") || name == "tls-leaf") << name;
    EXPECT_GT(found.size(), 1U) << "a search that does not find what it hands out finds nothing";
}

TEST_F(Separation, oneLoginsPasswordOpensNoOther) {
    const auto secrets = secretsOf(server());
    const auto socket = socketDirectoryOf(server());
    const auto connects = [&](const std::string& role, const std::string& password) {
        const auto command = "PGPASSWORD=" + password + " psql -q -h " + socket.string() + " -U " + role +
                             " -d custos -c 'select 1' >/dev/null 2>&1";
        return std::system(command.c_str()) == 0;
    };
    for (const char* role : {"custos_api", "custos_audit", "custos_keys", "custos_auth", "custos_sequencer"})
        EXPECT_TRUE(connects(role, secrets.at(role)[0])) << role;
    for (const char* held : {"custos_api", "custos_audit", "custos_keys"})
        for (const char* wanted : {"custos_auth", "custos_operations", "custos_sequencer", "custos_migrate"})
            EXPECT_FALSE(connects(wanted, secrets.at(held)[0])) << held << " " << wanted;
}

TEST_F(Separation, aDeadProcessIsRefusedAndComesBack) {
    ASSERT_TRUE(eventually([] { return isWhole(); }));
    for (const auto& title : titles) {
        const auto before = processes().at(title);
        ASSERT_EQ(::kill(before, SIGKILL), 0) << title;
        // Whatever is answered meanwhile is an answer or a refusal, never half of one.
        EXPECT_TRUE(eventually([&] {
            const auto status = statusOf("/v1/rooms");
            EXPECT_TRUE(status == 200 || status == 503 || status == 0) << title << " " << status;
            const auto there = processes();
            const auto found = there.find(title);
            return found != there.end() && found->second != before && isWhole();
        })) << title;
    }
    const auto log = contentOf(server().logPath());
    EXPECT_NE(log.find(R"("event":"worker.died","worker":"front","signal":9)"), std::string::npos);
    EXPECT_NE(log.find(R"("event":"worker.started","worker":"auth")"), std::string::npos);
}

TEST_F(Separation, theDoorKeepsItsPortAndSessionsOutliveIt) {
    ASSERT_TRUE(eventually([] { return isWhole(); }));
    ::kill(processes().at("custosd-front"), SIGKILL);
    EXPECT_TRUE(eventually([] { return isWhole(); })); // the same port, the same token
}

/// Nobody is invited with a seed that is not sealed, or is none.
TEST_F(Separation, invitesNobodyWhileTheKeysAreAway) {
    ASSERT_TRUE(eventually([] { return isWhole(); }));
    const auto inviting = server().signIn(server().account("harborlane", "owner")); // with a fresh factor
    auto client = server().connect();
    const auto made = change(
        client, inviting, "POST", "/v1/users",
        {{"username", "moss.mockridge"}, {"display_name", "Mockridge, Moss"}, {"roles", {"front_desk"}}});
    ASSERT_EQ(made.status, 200) << made.body;
    const auto path = "/v1/users/" + jsonOf(made)["id"].get<std::string>() + "/invitation";
    const auto invite = [&] {
        try {
            auto again = server().connect();
            auto headers = inviting.headers();
            headers.emplace_back("Idempotency-Key", randomUuid());
            return again.request("POST", path, headers);
        } catch (const std::exception&) {
            return HttpsAnswer{}; // nobody at the door
        }
    };
    const auto before = processes();
    const auto keys = before.at("custosd-keys");
    ASSERT_EQ(::kill(keys, SIGSTOP), 0);
    ::kill(before.at("custosd-api"), SIGKILL); // with the keys that it had unwrapped
    EXPECT_TRUE(eventually([&] {
        const auto there = processes();
        return there.contains("custosd-api") && there.at("custosd-api") != before.at("custosd-api") &&
               statusOf("/v1/rooms") == 200; // which opens nothing
    }));
    EXPECT_EQ(invite().status, 503);
    ::kill(keys, SIGCONT);
    EXPECT_TRUE(eventually([&] { return invite().status == 200; }));
}

TEST_F(Separation, leavesNoCoreWhenAProcessCrashes) {
    EXPECT_TRUE(coresAllowed) << "where nobody may leave one this shows nothing";
    ASSERT_TRUE(eventually([] { return isWhole(); }));
    for (const char* title : {"custosd-front", "custosd-auth"}) {
        ASSERT_EQ(::kill(processes().at(title), SIGSEGV), 0);
        EXPECT_TRUE(eventually([] { return isWhole(); }));
    }
    const auto log = contentOf(server().logPath());
    EXPECT_NE(log.find(R"("signal":11,"status":-1,"core":0)"), std::string::npos);
    EXPECT_EQ(log.find(R"("core":1)"), std::string::npos);
}

/// Reads go on while processes die under them; each that was answered has an entry that is sealed later.
TEST_F(Separation, nothingAcknowledgedIsUnauditedWhicheverProcessIsKilled) {
    ASSERT_TRUE(eventually([] { return isWhole(); }));
    std::atomic<bool> stop = false;
    std::vector<std::string> receipts;
    std::thread reader([&] {
        while (!stop) {
            try {
                auto client = server().connect();
                for (int i = 0; i < 20 && !stop; ++i) {
                    const auto answer =
                        getAs(client, desk(), "/v1/appointments?date=2026-03-" + std::to_string(10 + i));
                    if (answer.status == 200)
                        receipts.push_back(answer.headers.at("audit-receipt"));
                }
            } catch (const std::exception&) {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }
    });
    for (const char* title : {"custosd-api", "custosd-sealing", "custosd-front"}) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        ::kill(processes().at(title), SIGKILL);
        EXPECT_TRUE(eventually([] { return isWhole(); })) << title;
    }
    stop = true;
    reader.join();
    ASSERT_FALSE(receipts.empty());
    std::sort(receipts.begin(), receipts.end());
    receipts.erase(std::unique(receipts.begin(), receipts.end()), receipts.end());
    auto client = server().connect();
    for (const auto& receipt : receipts)
        ASSERT_TRUE(eventually([&] { return isSealed(client, owner(), receipt); })) << receipt;
    EXPECT_FALSE(isSealed(client, owner(), std::string(43, 'A') + "="));
}

/// A service manager asks everybody at once, without KillMode=mixed, and kills whoever is there when the
/// server has gone. What its unit withholds from root is withheld here.
TEST(Ending, isTheDatabasesFirstAndInOrder) {
    ASSERT_TRUE(::geteuid() != 0 || ::prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0) == 0);
    DemoServer server;
    const auto cluster = std::filesystem::canonical(server.dataDirectory()) / "pg";
    ASSERT_TRUE(std::filesystem::exists(cluster / "postmaster.pid"));
    const auto guard = childrenOf(server.processId()).at("custosd");
    EXPECT_EQ(::kill(guard, SIGTERM), 0);
    EXPECT_EQ(::kill(guard, SIGINT), 0);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    EXPECT_FALSE(std::filesystem::exists(cluster / "postmaster.pid"));
}

TEST_F(Separation, endsWithItsSupervisorHoweverThatEnds) {
    const auto there = processes();
    const auto cluster = std::filesystem::canonical(server().dataDirectory()) / "pg";
    EXPECT_EQ(server().stop(SIGKILL), -SIGKILL);
    EXPECT_TRUE(eventually([&there] {
        return std::all_of(titles.begin(), titles.end(),
                           [&there](const auto& title) { return procFile(there.at(title), "comm").empty(); });
    }));
    EXPECT_TRUE(eventually([&cluster] { return !std::filesystem::exists(cluster / "postmaster.pid"); }))
        << "the database goes on";
    if (!procFile(there.at("postgres"), "comm").empty()) // nothing stays that this test has started
        ::kill(there.at("postgres"), SIGQUIT);
}

} // namespace
} // namespace custos::testing
