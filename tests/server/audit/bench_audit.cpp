// Audited reads through the batched writer, beside the floor in the same run: as many connections that each
// insert one row of the same size into a plain table and wait for the disk.
//
//     bench_audit [SECONDS]

#include "server/audit/recorder.h"
#include "server/db/transaction.h"
#include "server/log/log.h"
#include "tests/server/audit/audit_examples.h"
#include "tests/support/database.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace custos;
using Clock = std::chrono::steady_clock;

namespace {

struct Measured {
    double perSecond;
    double medianMilliseconds;
    double p99Milliseconds;
};

// Calls `once(thread, count)` on so many threads for so long.
template<class Prepare>
Measured measure(int threads, std::chrono::seconds time, Prepare prepare) {
    std::vector<std::vector<double>> latencies{std::size_t(threads)};
    std::vector<std::thread> running;
    const auto end = Clock::now() + time;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&, thread] {
            auto once = prepare(thread);
            for (auto start = Clock::now(); start < end; start = Clock::now()) {
                if (!once())
                    continue;
                const std::chrono::duration<double, std::milli> took = Clock::now() - start;
                latencies[std::size_t(thread)].push_back(took.count());
            }
        });
    }
    for (std::thread& thread : running)
        thread.join();
    std::vector<double> all;
    for (const auto& some : latencies)
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    if (all.empty())
        return {};
    return {double(all.size()) / double(time.count()), all[all.size() / 2], all[all.size() * 99 / 100]};
}

void print(const char* what, int threads, const Measured& measured) {
    std::printf("%-34s %3d %10.0f %10.2f %10.2f\n", what, threads, measured.perSecond,
                measured.medianMilliseconds, measured.p99Milliseconds);
}

ledger::UtcTime systemTime() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace

int main(int count, char** arguments) {
    const std::chrono::seconds time{count > 1 ? std::atoi(arguments[1]) : 5};
    testing::Database database;
    static constexpr db::Query insert{"insert", "insert into public.floor (body, mac) values ($1, $2)"};
    database.superuser("create table public.floor (body bytea, mac bytea)");
    const audit::EntryComposer composer(audit::example::entryKeys(), systemTime);
    log::Log log(STDERR_FILENO);

    std::printf("%-34s %3s %10s %10s %10s\n", "", "thr", "per s", "p50 ms", "p99 ms");
    for (const int threads : {8, 16, 64}) {
        const auto plain = measure(threads, time, [&](int thread) {
            return
                [&composer, thread, connection = database.openSuperuser(), at = std::uint64_t(0)]() mutable {
                    const auto prepared =
                        composer.compose(audit::example::chartRead(std::uint64_t(thread) << 32 | at++));
                    auto work = connection.begin();
                    work.run(insert, prepared->bytes, prepared->mac);
                    return work.commit().has_value();
                };
        });
        audit::Writer writer(database.conninfo(db::Duty::Audit), log);
        audit::Recorder recorder(composer, writer);
        const auto batched = measure(threads, time, [&](int thread) {
            return [&recorder, threads, thread, at = std::uint64_t(0)]() mutable {
                const auto patient = std::uint64_t(threads) << 48 | std::uint64_t(thread) << 32 | at++;
                return recorder.record(audit::example::chartRead(patient)).has_value();
            };
        });
        print("floor: plain insert each", threads, plain);
        print("audit: recorded reads, batched", threads, batched);
        const auto counters = writer.counters();
        std::printf("%-34s %14.2f entries a flush, %.2f of the floor\n", "",
                    double(counters.durable) / double(std::max<std::uint64_t>(counters.batches, 1)),
                    batched.perSecond / std::max(plain.perSecond, 1.0));
    }
}
