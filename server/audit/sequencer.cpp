#include "server/audit/sequencer.h"

#include "ledger/chain.h"
#include "ledger/hash.h"
#include "server/audit/planned_nodes.h"

#include <map>

namespace custos::audit {

namespace {

using ledger::Uuid;

SealError reasonFor(StoreError error) {
    switch (error) {
    case StoreError::Fenced:
        return SealError::Fenced;
    case StoreError::Rejected:
        return SealError::Rejected;
    case StoreError::Unavailable:
        break;
    }
    return SealError::Unavailable;
}

std::vector<Uuid> tenantsOf(const std::vector<PendingRow>& rows) {
    std::set<Uuid> tenants;
    for (const PendingRow& row : rows)
        tenants.insert(row.tenant);
    return {tenants.begin(), tenants.end()};
}

std::uint64_t sizeIn(const LogHead& head, const ledger::LedgerIdentity& ledger) {
    const auto checkpoint = ledger::parseAndVerify(head.note, ledger);
    return checkpoint ? checkpoint->size : 0;
}

// The right edge of the tree of that size: what it takes to go on from there.
std::vector<ledger::NodeId> edgeOf(std::uint64_t size) {
    const AskedNodes asked;
    static_cast<void>(ledger::Frontier::load(asked, size));
    return asked.ids();
}

// A practice that has rows but no head yet begins with an empty log.
void addNewLogs(std::vector<LogHead>& heads, const std::vector<Uuid>& tenants) {
    std::set<Uuid> missing(tenants.begin(), tenants.end());
    for (const LogHead& head : heads)
        missing.erase(head.tenant);
    for (const Uuid& tenant : missing)
        heads.push_back({tenant, {}});
}

} // namespace

Sequencer::Sequencer(std::string conninfo, SealingKeys keys, const EntryComposer& composer,
                     SequencerOptions options)
    : keys_(std::move(keys))
    , composer_(composer)
    , options_(options)
    , store_(std::move(conninfo), options.patience) {}

Sequencer::~Sequencer() = default;

Result<SealReport, SealError> Sequencer::step() {
    if (!store_.isConnected()) {
        if (const auto connected = store_.connect(); !connected)
            return unexpected(reasonFor(connected.error()));
    }
    if (!fence_) {
        if (const auto leading = becomeLeader(); !leading) {
            if (leading.error() != SealError::Standby)
                stepDown();
            return unexpected(leading.error());
        }
    }
    auto report = seal();
    if (!report && (report.error() == SealError::Unavailable || report.error() == SealError::Fenced))
        stepDown();
    return report;
}

// Giving up the connection gives up the lock with it.
void Sequencer::stepDown() {
    fence_.reset();
    store_.disconnect();
}

Result<void, SealError> Sequencer::becomeLeader() {
    const auto locked = store_.tryLock();
    if (!locked)
        return unexpected(reasonFor(locked.error()));
    if (!*locked)
        return unexpected(SealError::Standby);
    const auto foreign = store_.isForeignCluster();
    const auto tenants = store_.tenantsWithLogs();
    if (!foreign || !tenants)
        return unexpected(SealError::Unavailable);
    std::vector<PreparedEntry> announcements;
    for (const Uuid& tenant : *foreign ? *tenants : std::vector<Uuid>{}) {
        Draft draft;
        draft.tenant = tenant;
        draft.action = ledger::Action::EpochRaised;
        if (auto entry = composer_.compose(draft))
            announcements.push_back(*std::move(entry));
    }
    const auto fence = store_.takeLead(announcements);
    if (!fence)
        return unexpected(reasonFor(fence.error()));
    fence_ = *fence;
    return {};
}

Result<SealReport, SealError> Sequencer::seal() {
    const auto cursor = store_.cursor();
    if (!cursor)
        return unexpected(reasonFor(cursor.error()));
    const auto pending = store_.pending(*cursor, options_.batchLimit);
    if (!pending)
        return unexpected(reasonFor(pending.error()));
    auto segments = openSegments(pending->rows);
    if (!segments)
        return unexpected(segments.error());
    if (segments->empty())
        return SealReport{};
    auto known = store_.alreadySealed(pending->rows);
    if (!known)
        return unexpected(reasonFor(known.error()));

    SealedStep step{*fence_, cursor->after, cursor->after, *std::move(segments), {}, {}};
    const std::size_t sealed = sealRows(step, pending->rows, *std::move(known));
    signCheckpoints(step, cursor->epoch);
    if (const auto written = store_.write(step); !written)
        return unexpected(reasonFor(written.error()));
    SealReport report;
    report.sealed = sealed;
    report.forged = step.forged;
    report.checkpoints = step.checkpoints.size();
    report.more = sealed < pending->rows.size() || sealed == options_.batchLimit;
    report.lag = pending->oldest;
    return report;
}

// The logs of all practices that have rows or need a fresh checkpoint, each checked against what was signed.
Result<std::vector<LogSegment>, SealError> Sequencer::openSegments(const std::vector<PendingRow>& rows) {
    const auto now = composer_.now();
    const auto tenants = tenantsOf(rows);
    auto heads = store_.heads(tenants, now - options_.refresh, now);
    if (!heads)
        return unexpected(reasonFor(heads.error()));
    addNewLogs(*heads, tenants);
    std::vector<NodesOfLog> edges;
    for (const LogHead& head : *heads)
        edges.push_back({head.tenant, edgeOf(sizeIn(head, {head.tenant, keys_.ledger.publicKey()}))});
    const auto nodes = store_.nodes(edges);
    if (!nodes)
        return unexpected(reasonFor(nodes.error()));
    std::vector<LogSegment> segments;
    for (std::size_t at = 0; at < heads->size(); ++at) {
        auto segment = openSegment((*heads)[at], (*nodes)[at]);
        if (!segment)
            return unexpected(segment.error());
        segments.push_back(*std::move(segment));
    }
    return segments;
}

Result<LogSegment, SealError> Sequencer::openSegment(const LogHead& head,
                                                     std::span<const ledger::Hash> nodes) const {
    const ledger::LedgerIdentity ledger{head.tenant, keys_.ledger.publicKey()};
    if (head.note.empty())
        return LogSegment(ledger, {}, ledger::chainGenesis(ledger));
    const auto checkpoint = ledger::parseAndVerify(head.note, ledger);
    if (!checkpoint)
        return unexpected(SealError::LogDamaged);
    auto frontier = ledger::Frontier::load(AnsweredNodes(nodes), checkpoint->size);
    if (!frontier || frontier->root() != checkpoint->root)
        return unexpected(SealError::LogDamaged);
    return LogSegment(ledger, *std::move(frontier), checkpoint->chainHead);
}

std::size_t Sequencer::sealRows(SealedStep& step, const std::vector<PendingRow>& rows,
                                SealedLeaves known) const {
    std::map<Uuid, LogSegment*> logs;
    for (LogSegment& segment : step.segments)
        logs.emplace(segment.ledger().practice, &segment);
    std::size_t sealed = 0;
    std::size_t subjects = 0;
    for (const PendingRow& row : rows) {
        if (subjects >= options_.subjectLimit)
            break;
        auto entry = examine(row, keys_.mac);
        if (!known.emplace(row.tenant, ledger::leafHash(row.body)).second && entry)
            entry = unexpected(Forgery::Replayed);
        if (!entry) {
            ++step.forged;
            if (auto alert = alertAbout(row, entry.error()))
                step.alerts.push_back(*std::move(alert));
        }
        subjects += entry ? entry->fields().subjects.size() : 0;
        logs.at(row.tenant)->append(row, entry ? std::optional(*std::move(entry)) : std::nullopt);
        step.to = row.position;
        ++sealed;
    }
    return sealed;
}

// Names the evidence by its leaf. Nothing for a row whose practice cannot be written to (a nil id).
std::optional<PreparedEntry> Sequencer::alertAbout(const PendingRow& row, Forgery forgery) const {
    Draft draft;
    draft.tenant = row.tenant;
    draft.action = ledger::Action::EntryForged;
    draft.outcome = ledger::Outcome::Failed;
    draft.reason = code(forgery);
    draft.details = {{"leaf", ledger::toHex(ledger::leafHash(row.body))}};
    auto alert = composer_.compose(draft);
    return alert ? std::optional(*std::move(alert)) : std::nullopt;
}

void Sequencer::signCheckpoints(SealedStep& step, std::uint64_t epoch) const {
    const auto now = composer_.now();
    for (const LogSegment& segment : step.segments) {
        const ledger::Checkpoint checkpoint = segment.checkpoint(now, epoch);
        if (checkpoint.size == 0)
            continue;
        const Uuid& tenant = segment.ledger().practice;
        step.checkpoints.push_back(
            {tenant, checkpoint, ledger::signCheckpoint(checkpoint, tenant, keys_.ledger)});
    }
}

} // namespace custos::audit
