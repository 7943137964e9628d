#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace custos::http {

/// A few threads that run what may block (database, password hash), so that the threads that serve sockets
/// never do. The queue is bounded: an overloaded server says so at once instead of growing.
class WorkerPool {
public:
    using Task = std::function<void()>;

    WorkerPool(unsigned threads, size_t queueLimit);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    ~WorkerPool();

    /// Runs what is queued, then ends. Not from a task.
    void finish();

    /// False when the queue is full or the pool is stopping: nothing was queued.
    [[nodiscard]] bool post(Task task);

private:
    void work();

    const size_t queueLimit_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace custos::http
