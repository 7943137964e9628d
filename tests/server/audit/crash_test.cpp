#include "tests/server/audit/audit_log_test.h"

#include "server/audit/recorder.h"
#include "server/audit/sequencer_thread.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <sstream>
#include <thread>

namespace custos::audit {

namespace {

using namespace std::chrono_literals;

/// audit_crash_load, with what it said so far.
class Load {
public:
    Load(const std::string& writer, const std::string& sequencer, int round) {
        int ends[2];
        if (::pipe(ends) != 0)
            throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            const std::string number = std::to_string(round);
            ::execl(AUDIT_CRASH_LOAD, AUDIT_CRASH_LOAD, writer.c_str(), sequencer.c_str(), number.c_str(),
                    nullptr);
            std::_Exit(127);
        }
        ::close(ends[1]);
        reader_ = std::thread([this, end = ends[0]] {
            char buffer[65536];
            for (ssize_t got; (got = ::read(end, buffer, sizeof buffer)) > 0;) {
                const std::lock_guard lock(mutex_);
                said_.append(buffer, std::size_t(got));
            }
            ::close(end);
        });
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { kill(); }

    void kill() {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
            reader_.join();
            child_ = 0;
        }
    }

    [[nodiscard]] std::size_t lines() {
        const std::lock_guard lock(mutex_);
        return std::size_t(std::count(said_.begin(), said_.end(), '\n'));
    }
    /// After `kill`.
    [[nodiscard]] std::vector<ledger::Hash> acknowledged() const {
        std::vector<ledger::Hash> leaves;
        std::istringstream lines(said_);
        for (std::string line; std::getline(lines, line);) {
            if (const auto leaf = ledger::hashFromHex(line))
                leaves.push_back(*leaf);
        }
        return leaves;
    }

private:
    pid_t child_ = 0;
    std::thread reader_;
    std::mutex mutex_;
    std::string said_;
};

class CrashTest : public AuditLogTest {
protected:
    [[nodiscard]] std::unique_ptr<Load> load(int round) {
        return std::make_unique<Load>(database_.conninfo(db::Duty::Audit),
                                      database_.conninfo(db::Duty::Sequencer), round);
    }
    static void untilMore(Load& load, std::size_t lines = 50) {
        const std::size_t before = load.lines();
        const auto start = std::chrono::steady_clock::now();
        while (load.lines() < before + lines) {
            ASSERT_LT(std::chrono::steady_clock::now() - start, 60s) << "the load makes no progress";
            std::this_thread::sleep_for(5ms);
        }
    }
    [[nodiscard]] int backendOf(std::string_view role) {
        static constexpr db::Query backend{
            "backend",
            "select coalesce(max(pid), 0)::bigint as pid from pg_stat_activity where usename = $1"};
        return int(ask(backend, role).front().get<std::int64_t>("pid"));
    }
    void untilDatabaseAnswers() {
        for (;;) {
            try {
                static_cast<void>(backendOf("custos_audit"));
                return;
            } catch (const std::runtime_error&) {
                std::this_thread::sleep_for(20ms);
            }
        }
    }

    /// Whatever was acknowledged is sealed exactly once, nothing waits, both logs walk through, and continue
    /// every checkpoint that was published on the way.
    void expectNothingLost(const std::vector<ledger::Hash>& acknowledged) {
        auto sequencer = this->sequencer();
        while (!sequencer->step())
            std::this_thread::sleep_for(20ms);
        EXPECT_EQ(sealAll(*sequencer).forged, 0u);
        std::map<ledger::Hash, int> sealed;
        for (std::uint64_t tenant = 1; tenant <= 2; ++tenant) {
            const auto walked = walk(published(example::practice(tenant)), {}, example::practice(tenant));
            EXPECT_TRUE(walked.intact()) << int(walked.damage) << " at " << walked.first;
            for (const ledger::SealedRow& row : storedRows(example::practice(tenant)))
                ++sealed[row.leaf];
        }
        std::size_t lost = 0;
        for (const ledger::Hash& leaf : acknowledged)
            lost += sealed[leaf] == 1 ? 0 : 1;
        EXPECT_EQ(lost, 0u) << "of " << acknowledged.size();
        static constexpr db::Query entries{"entries", "select count(*) from audit.entries"};
        EXPECT_EQ(std::size_t(ask(entries).front().get<std::int64_t>("count")), sealed.size());
    }

    [[nodiscard]] std::vector<ledger::Checkpoint> published(const ledger::Uuid& tenant) {
        static constexpr db::Query notes{"notes", "select note from audit.checkpoints where tenant = $1"};
        std::vector<ledger::Checkpoint> checkpoints;
        const auto rows = ask(notes, tenant);
        for (const db::Row row : rows)
            checkpoints.push_back(
                *ledger::parseAndVerify(row.get<std::string>("note"), example::ledgerOf(tenant)));
        return checkpoints;
    }
};

TEST_F(CrashTest, killingTheProcessLosesNothingAcknowledged) {
    std::vector<ledger::Hash> acknowledged;
    for (int round = 0; round < 12; ++round) {
        auto load = this->load(round);
        untilMore(*load);
        std::this_thread::sleep_for(std::chrono::milliseconds(std::random_device{}() % 100));
        load->kill();
        const auto more = load->acknowledged();
        acknowledged.insert(acknowledged.end(), more.begin(), more.end());
    }
    expectNothingLost(acknowledged);
}

TEST_F(CrashTest, killingAnyBackendLosesNothingAcknowledged) {
    auto load = this->load(0);
    untilMore(*load);
    for (int round = 0; round < 4; ++round) {
        // PostgreSQL answers the death of one by restarting all: every connection goes
        const int pid = backendOf(round % 2 == 0 ? "custos_audit" : "custos_sequencer");
        ASSERT_GT(pid, 0);
        ASSERT_EQ(::kill(pid, SIGKILL), 0);
        untilDatabaseAnswers();
        untilMore(*load);
    }
    load->kill();
    expectNothingLost(load->acknowledged());
}

TEST_F(CrashTest, killingThePostmasterLosesNothingAcknowledged) {
    auto load = this->load(0);
    for (int round = 0; round < 3; ++round) {
        untilMore(*load);
        database_.crash();
    }
    untilMore(*load);
    load->kill();
    expectNothingLost(load->acknowledged());
}

TEST_F(CrashTest, twoServersAtOnceSealEachEntryOnce) {
    auto first = load(0);
    auto second = load(1);
    untilMore(*first);
    untilMore(*second);
    first->kill();
    untilMore(*second);
    auto third = load(2);
    untilMore(*third);
    second->kill();
    untilMore(*third);
    third->kill();
    std::vector<ledger::Hash> acknowledged;
    for (const auto* load : {&first, &second, &third}) {
        const auto some = (*load)->acknowledged();
        acknowledged.insert(acknowledged.end(), some.begin(), some.end());
    }
    expectNothingLost(acknowledged);
}

} // namespace

} // namespace custos::audit
