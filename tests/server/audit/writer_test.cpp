#include "tests/server/audit/audit_log_test.h"

#include "ledger/hash.h"
#include "server/audit/recorder.h"
#include "server/db/queries.h"

#include <csignal>
#include <future>
#include <thread>

namespace custos::audit {

namespace {

using namespace std::chrono_literals;

constexpr WriterOptions impatient{
    .queueLimit = 64, .batchLimit = 32, .patience = 1000ms, .firstBackoff = 10ms, .lastBackoff = 50ms};

/// Says that it is over when a test is left, also by an exception.
class Stopper {
public:
    explicit Stopper(std::atomic<bool>& stop)
        : stop_(stop) {}
    ~Stopper() { stop_ = true; }
    Stopper(const Stopper&) = delete;
    Stopper& operator=(const Stopper&) = delete;

private:
    std::atomic<bool>& stop_;
};

class WriterTest : public AuditLogTest {
protected:
    [[nodiscard]] std::unique_ptr<Writer> writer(WriterOptions options = impatient) {
        return std::make_unique<Writer>(database_.conninfo(db::Duty::Audit), log_, options);
    }

    [[nodiscard]] bool isStored(const ledger::Hash& leaf) {
        static constexpr db::Query bodies{"bodies", "select body from audit.entries"};
        const auto rows = ask(bodies);
        for (const db::Row row : rows) {
            if (ledger::leafHash(row.get<ledger::Bytes>("body")) == leaf)
                return true;
        }
        return false;
    }
    [[nodiscard]] std::int64_t entries() {
        static constexpr db::Query query{"entries", "select count(*) from audit.entries"};
        return ask(query).front().get<std::int64_t>("count");
    }
    // The one backend that serves the writer, once an earlier one has gone.
    [[nodiscard]] int backend() {
        static constexpr db::Query query{"backend", "select pid::bigint as pid from pg_stat_activity"
                                                    " where usename = 'custos_audit'"};
        for (;;) {
            const auto rows = ask(query);
            if (rows.size() == 1)
                return int(rows.front().get<std::int64_t>("pid"));
            std::this_thread::sleep_for(5ms);
        }
    }

    // A read as the API makes it: no answer without a receipt.
    [[nodiscard]] static Result<Receipt, RecordError> read(Recorder& recorder, std::uint64_t patient) {
        return recorder.record(example::chartRead(patient));
    }
    static void untilWritable(Recorder& recorder) {
        const auto start = std::chrono::steady_clock::now();
        while (!read(recorder, 999999)) {
            ASSERT_LT(std::chrono::steady_clock::now() - start, 30s) << "the writer does not come back";
            std::this_thread::sleep_for(10ms);
        }
    }
};

TEST_F(WriterTest, aReceiptStandsForAnEntryOnDisk) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    const auto receipt = read(recorder, 1);
    ASSERT_TRUE(receipt);
    EXPECT_TRUE(isStored(receipt->leaf));
}

TEST_F(WriterTest, manyReadersShareAFlush) {
    const auto writer = this->writer({.batchLimit = 64});
    Recorder recorder(composer_, *writer);
    std::vector<std::thread> readers;
    for (std::uint64_t reader = 0; reader < 16; ++reader) {
        readers.emplace_back([&, reader] {
            for (std::uint64_t round = 0; round < 50; ++round)
                ASSERT_TRUE(read(recorder, reader * 1000 + round));
        });
    }
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(entries(), 800);
    EXPECT_EQ(writer->counters().durable, 800u);
    EXPECT_LT(writer->counters().batches, 400u);
}

TEST_F(WriterTest, aRepeatWithinAMinuteGetsTheFirstReceipt) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    const auto first = read(recorder, 1);
    clock_.advance(59s);
    EXPECT_EQ(read(recorder, 1)->leaf, first->leaf);
    EXPECT_NE(read(recorder, 2)->leaf, first->leaf);
    EXPECT_EQ(entries(), 2);
    clock_.advance(1s);
    EXPECT_NE(read(recorder, 1)->leaf, first->leaf);
    EXPECT_EQ(entries(), 3);
}

TEST_F(WriterTest, refusalsAreWrittenEachTime) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    Draft refused = example::chartRead();
    refused.outcome = ledger::Outcome::Denied;
    ASSERT_TRUE(recorder.record(refused));
    ASSERT_TRUE(recorder.record(refused));
    EXPECT_EQ(entries(), 2);
}

TEST_F(WriterTest, controlCharactersAreRefusedAndWriteNothing) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    for (const char* forged : {"10.0.0.1\r\nallowed", "10.0.0.1\x1b[1A", "10.0.0.1\n"}) {
        Draft draft = example::chartRead();
        draft.source = forged;
        EXPECT_EQ(recorder.record(draft).error(), RecordError::Invalid);
        EXPECT_EQ(recorder.compose(draft).error(), RecordError::Invalid);
    }
    EXPECT_EQ(entries(), 0);
}

TEST_F(WriterTest, anEntryThatTheDatabaseRefusesTakesNoOtherWithIt) {
    const auto writer = this->writer();
    std::vector<std::future<Result<void, WriteError>>> answers;
    for (int at = 0; at < 20; ++at) {
        PreparedEntry prepared = entry(std::uint64_t(at));
        if (at == 7)
            prepared.bytes.clear();
        auto answer = std::make_shared<std::promise<Result<void, WriteError>>>();
        answers.push_back(answer->get_future());
        writer->submit(std::move(prepared),
                       [answer](const Result<void, WriteError>& r) { answer->set_value(r); });
    }
    for (int at = 0; at < 20; ++at) {
        const auto answer = answers[std::size_t(at)].get();
        if (at == 7)
            EXPECT_EQ(answer.error(), WriteError::Rejected);
        else
            EXPECT_TRUE(answer);
    }
    EXPECT_EQ(entries(), 19);
}

TEST_F(WriterTest, refusesToConnectWhereTheRoleCommitsAsynchronously) {
    static constexpr db::Query off{"off", "alter role custos_audit set synchronous_commit = off"};
    ask(off);
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    EXPECT_EQ(read(recorder, 1).error(), RecordError::Unavailable);
    const auto start = std::chrono::steady_clock::now();
    while (!writer->downBecause() && std::chrono::steady_clock::now() - start < 10s)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(writer->downBecause(), WriteError::NotDurable);
    EXPECT_EQ(entries(), 0);

    static constexpr db::Query on{"on", "alter role custos_audit reset synchronous_commit"};
    ask(on);
    untilWritable(recorder);
}

// What injected SQL on the writer's own connection could do between two batches.
TEST_F(WriterTest, aBatchOnAConnectionThatTurnedAsynchronousIsRefused) {
    static constexpr db::Query off{"off", "set synchronous_commit = off"};
    auto connection = database_.open(db::Duty::Audit);
    const auto prepared = entry();
    auto work = connection.begin();
    work.run(off);
    queueAppend(work, prepared);
    const auto done = work.commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().state(), "CU501");
    EXPECT_EQ(entries(), 0);
}

TEST_F(WriterTest, nothingIsAcknowledgedWhileTheConnectionIsKilledAgainAndAgain) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    untilWritable(recorder);
    std::atomic<bool> stop = false;
    std::mutex mutex;
    std::vector<ledger::Hash> acknowledged;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> readers; // which are waited for, whatever is thrown meanwhile
    const Stopper stopper(stop);
    for (std::uint64_t reader = 0; reader < 8; ++reader) {
        readers.emplace_back([&, reader] {
            for (std::uint64_t round = 0; !stop; ++round) {
                const auto receipt = read(recorder, reader * 1000000 + round);
                if (!receipt) {
                    ++refused;
                    std::this_thread::sleep_for(1ms);
                    continue;
                }
                const std::lock_guard lock(mutex);
                acknowledged.push_back(receipt->leaf);
            }
        });
    }
    static constexpr db::Query kill{
        "kill", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'custos_audit'"};
    for (int round = 0; round < 10; ++round) {
        std::this_thread::sleep_for(40ms);
        ask(kill);
    }
    stop = true;
    readers.clear();
    EXPECT_GT(refused, 0);
    EXPECT_GT(acknowledged.size(), 0u);
    auto sequencer = this->sequencer();
    sealAll(*sequencer);
    EXPECT_TRUE(walk({}, acknowledged).intact());
}

TEST_F(WriterTest, aDatabaseThatHangsIsAnErrorWithinTheBound) {
    const auto writer = this->writer();
    Recorder recorder(composer_, *writer);
    untilWritable(recorder);
    const int pid = backend();
    ASSERT_EQ(::kill(pid, SIGSTOP), 0);
    const auto start = std::chrono::steady_clock::now();
    auto first = std::async(std::launch::async, [&] { return read(recorder, 1); });
    auto second = std::async(std::launch::async, [&] { return read(recorder, 2); });
    EXPECT_FALSE(first.get());
    EXPECT_FALSE(second.get());
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3 * impatient.patience);
    ASSERT_EQ(::kill(pid, SIGCONT), 0);
    untilWritable(recorder);
}

TEST_F(WriterTest, aFullQueueRefusesAtOnce) {
    const auto writer = this->writer({.queueLimit = 4, .batchLimit = 1, .patience = 1000ms});
    Recorder recorder(composer_, *writer);
    untilWritable(recorder);
    const int pid = backend();
    ASSERT_EQ(::kill(pid, SIGSTOP), 0);
    std::atomic<int> overloaded = 0;
    std::atomic<int> other = 0;
    for (std::uint64_t at = 0; at < 20; ++at)
        recorder.record(example::chartRead(at), [&](const Result<Receipt, RecordError>& result) {
            ++(!result && result.error() == RecordError::Overloaded ? overloaded : other);
        });
    EXPECT_GE(overloaded, 15);
    ASSERT_EQ(::kill(pid, SIGCONT), 0);
    while (overloaded + other < 20)
        std::this_thread::sleep_for(1ms);
}

TEST_F(WriterTest, aStoppedWriterFailsWhatWaitsAndAcknowledgesNothing) {
    auto writer = this->writer();
    std::atomic<int> stopped = 0;
    std::atomic<int> durable = 0;
    {
        Recorder recorder(composer_, *writer);
        untilWritable(recorder);
        const int pid = backend();
        ASSERT_EQ(::kill(pid, SIGSTOP), 0);
        for (std::uint64_t at = 0; at < 10; ++at)
            recorder.record(example::chartRead(at), [&](const Result<Receipt, RecordError>& result) {
                ++(result ? durable : stopped);
            });
        std::thread end([&] { writer.reset(); });
        std::this_thread::sleep_for(20ms);
        ASSERT_EQ(::kill(pid, SIGCONT), 0);
        end.join();
    }
    EXPECT_EQ(stopped + durable, 10);
    EXPECT_EQ(entries(), 1 + durable);
}

} // namespace

} // namespace custos::audit
