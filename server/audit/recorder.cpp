#include "server/audit/recorder.h"

#include <future>

namespace custos::audit {

namespace {

RecordError reasonFor(WriteError error) {
    switch (error) {
    case WriteError::TimedOut:
        return RecordError::TimedOut;
    case WriteError::QueueFull:
        return RecordError::Overloaded;
    default:
        return RecordError::Unavailable;
    }
}

// A refusal or a failure is counted by what follows it, and an act without a session by nobody: both are
// written each time.
bool isCoverable(const Draft& draft) {
    return draft.session && draft.outcome == ledger::Outcome::Allowed;
}

} // namespace

Recorder::Recorder(const EntryComposer& composer, Writer& writer, RecorderOptions options)
    : composer_(composer)
    , writer_(writer)
    , options_(options)
    , coverage_(std::make_shared<Coverage>(options.coverLimit)) {}

Result<Receipt, RecordError> Recorder::record(const Draft& draft) {
    // Shared: the writer may still settle the entry after this has given up waiting.
    const auto answer = std::make_shared<std::promise<Result<Receipt, RecordError>>>();
    auto settled = answer->get_future();
    record(draft, [answer](const Result<Receipt, RecordError>& result) { answer->set_value(result); });
    // The writer keeps the bound itself; the margin only guards against a defect in it.
    if (settled.wait_for(3 * writer_.options().patience) != std::future_status::ready)
        return unexpected(RecordError::TimedOut);
    return settled.get();
}

void Recorder::record(const Draft& draft, Done done) {
    if (options_.coverFor > std::chrono::seconds::zero() && isCoverable(draft))
        return recordCoverable(draft, std::move(done));
    auto entry = composer_.compose(draft);
    if (!entry)
        return done(unexpected(RecordError::Invalid));
    submit(
        *std::move(entry), [] {}, std::move(done));
}

void Recorder::recordCoverable(const Draft& draft, Done done) {
    const auto likeness = composer_.likeness(draft);
    if (!likeness)
        return done(unexpected(RecordError::Invalid));
    if (const auto leaf = coverage_->covering(*likeness, composer_.now()))
        return done(Receipt{*leaf});
    auto entry = composer_.composeCovering(draft, options_.coverFor);
    if (!entry)
        return done(unexpected(RecordError::Invalid));
    auto remember = [coverage = coverage_, likeness = *likeness, leaf = entry->leaf, from = entry->time,
                     until = *entry->coversUntil] { coverage->remember(likeness, leaf, from, until); };
    submit(*std::move(entry), std::move(remember), std::move(done));
}

void Recorder::submit(PreparedEntry entry, std::function<void()> durable, Done done) {
    const Receipt receipt{entry.leaf};
    writer_.submit(std::move(entry), [receipt, durable = std::move(durable),
                                      done = std::move(done)](const Result<void, WriteError>& written) {
        if (!written)
            return done(unexpected(reasonFor(written.error())));
        durable();
        done(receipt);
    });
}

Result<PreparedEntry, RecordError> Recorder::compose(const Draft& draft) const {
    return composer_.compose(draft).map_error([](ledger::EntryError) { return RecordError::Invalid; });
}

ledger::Hash Recorder::subjectOf(const ledger::Uuid& tenant, const ledger::Uuid& patient) const {
    return composer_.subjectOf(tenant, patient);
}

} // namespace custos::audit
