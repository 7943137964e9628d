#include "server/http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace custos::http {
namespace {

TEST(WorkerPool, refusesWhatDoesNotFitTheQueue) {
    std::promise<void> release;
    std::promise<void> started;
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.post([&] {
        started.set_value();
        release.get_future().wait();
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.post([] {}));
    EXPECT_TRUE(pool.post([] {}));
    EXPECT_FALSE(pool.post([] {}));
    release.set_value();
}

TEST(WorkerPool, runsWhatIsQueuedBeforeItEnds) {
    std::atomic<int> ran = 0;
    {
        WorkerPool pool(2, 100);
        for (int i = 0; i < 50; ++i)
            ASSERT_TRUE(pool.post([&] { ++ran; }));
    }
    EXPECT_EQ(ran, 50);
}

} // namespace
} // namespace custos::http
