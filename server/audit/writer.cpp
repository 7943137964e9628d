#include "server/audit/writer.h"

#include "server/db/connection.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"
#include "server/log/log.h"

#include <algorithm>

namespace custos::audit {

namespace {

// Raised by the schema where a commit would be acknowledged before it is on disk.
constexpr std::string_view notDurableState = "CU501";

WriteError reasonFor(const db::DbError& error) {
    if (error.state() == notDurableState)
        return WriteError::NotDurable;
    switch (error.kind) {
    case db::ErrorKind::Timeout:
        return WriteError::TimedOut;
    case db::ErrorKind::ConstraintViolation:
    case db::ErrorKind::Conflict:
    case db::ErrorKind::Forbidden:
    case db::ErrorKind::Other:
        return WriteError::Rejected;
    default:
        return WriteError::Unavailable;
    }
}

std::chrono::seconds wholeSeconds(std::chrono::milliseconds time) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(time), std::chrono::seconds{1});
}

} // namespace

struct Writer::Link {
    db::Connection connection;
};

Writer::Writer(std::string conninfo, log::Log& log, WriterOptions options)
    : conninfo_(std::move(conninfo))
    , log_(log)
    , options_(options)
    , backoff_(options.firstBackoff)
    , thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Writer::submit(PreparedEntry entry, Done done) {
    std::optional<WriteError> refusal;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_)
            refusal = WriteError::Stopping;
        else if (down_)
            refusal = down_;
        else if (queue_.size() >= options_.queueLimit)
            refusal = WriteError::QueueFull;
        if (!refusal) {
            queue_.push_back({std::move(entry), std::move(done)});
            wake_.notify_one();
            return;
        }
        ++counters_.refused;
    }
    done(unexpected(*refusal));
}

std::optional<WriteError> Writer::downBecause() const {
    const std::lock_guard lock(mutex_);
    return down_;
}

Writer::Counters Writer::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

void Writer::run() {
    for (;;) {
        if (!link_ && !connect())
            pauseBeforeReconnect();
        if (link_) {
            Batch batch = nextBatch();
            if (!batch.empty())
                write(std::move(batch));
        }
        const std::lock_guard lock(mutex_);
        if (stopping_)
            break;
    }
    goDown(WriteError::Stopping);
}

bool Writer::connect() {
    auto connection = db::Connection::open(conninfo_, wholeSeconds(options_.patience));
    if (!connection) {
        goDown(WriteError::Unavailable);
        return false;
    }
    auto work = connection->begin(options_.patience);
    const auto ready = work.run(db::queries::audit_assert_durable);
    if (const auto asked = work.commit(); !asked) {
        goDown(reasonFor(asked.error()));
        return false;
    }
    static_cast<void>(work.take(ready));
    link_ = std::make_unique<Link>(Link{*std::move(connection)});
    backoff_ = options_.firstBackoff;
    const std::lock_guard lock(mutex_);
    down_.reset();
    return true;
}

// All that came while the last batch was flushed.
Writer::Batch Writer::nextBatch() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    Batch batch;
    while (!stopping_ && !queue_.empty() && batch.size() < options_.batchLimit) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return batch;
}

void Writer::write(Batch batch) {
    const auto written = insert(batch);
    if (!written && written.error() == WriteError::Rejected && batch.size() > 1)
        return writeOneByOne(std::move(batch));
    settle(batch, written);
    if (!written && written.error() != WriteError::Rejected)
        goDown(written.error());
}

// One entry that the database refuses must not take the others' answers with it.
void Writer::writeOneByOne(Batch batch) {
    for (std::size_t at = 0; at < batch.size(); ++at) {
        Batch one;
        one.push_back(std::move(batch[at]));
        if (link_)
            write(std::move(one));
        else
            settle(one, unexpected(WriteError::Unavailable));
    }
}

Result<void, WriteError> Writer::insert(std::span<const Waiting> batch) {
    std::vector<ledger::Uuid> tenants;
    std::vector<ledger::Bytes> bodies;
    std::vector<ledger::Hash> macs;
    for (const Waiting& waiting : batch) {
        tenants.push_back(waiting.entry.tenant);
        bodies.push_back(waiting.entry.bytes);
        macs.push_back(waiting.entry.mac);
    }
    auto work = link_->connection.begin(options_.patience);
    work.run(db::queries::audit_append_batch, tenants, bodies, macs);
    return work.commit().map_error(reasonFor);
}

void Writer::settle(Batch& batch, const Result<void, WriteError>& result) {
    {
        const std::lock_guard lock(mutex_);
        (result ? counters_.durable : counters_.refused) += batch.size();
        counters_.batches += result ? 1 : 0;
    }
    for (Waiting& waiting : batch)
        waiting.done(result);
}

void Writer::goDown(WriteError why) {
    link_.reset();
    Batch waiting;
    bool news = false;
    {
        const std::lock_guard lock(mutex_);
        news = down_ != why && why != WriteError::Stopping;
        down_ = why;
        std::move(queue_.begin(), queue_.end(), std::back_inserter(waiting));
        queue_.clear();
    }
    settle(waiting, unexpected(why));
    if (news)
        log_.error("audit.writer.down", {log::Field::number("why", int(why))});
}

void Writer::pauseBeforeReconnect() {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, backoff_, [this] { return stopping_; });
    backoff_ = std::min(2 * backoff_, options_.lastBackoff);
}

} // namespace custos::audit
