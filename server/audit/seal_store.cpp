#include "server/audit/seal_store.h"

#include "ledger/hash.h"
#include "server/db/connection.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::audit {

namespace {

using db::Row;
using db::Rows;
using db::Transaction;
using ledger::Bytes;
using ledger::Hash;
using ledger::Uuid;

// Raised by audit.advance when lead or cursor are not ours any more.
constexpr std::string_view fencedState = "CU503";

StoreError reasonFor(const db::DbError& error) {
    if (error.state() == fencedState)
        return StoreError::Fenced;
    switch (error.kind) {
    case db::ErrorKind::ConstraintViolation:
    case db::ErrorKind::Conflict:
    case db::ErrorKind::Forbidden:
    case db::ErrorKind::Permission:
    case db::ErrorKind::Other:
        return StoreError::Rejected;
    default:
        return StoreError::Unavailable;
    }
}

Position positionOf(const Row& row) {
    return {std::uint64_t(row.get<std::int64_t>("epoch")), std::uint64_t(row.get<std::int64_t>("xid")),
            std::uint64_t(row.get<std::int64_t>("id"))};
}

// The columns of many rows, as the arrays that a set-wise insert takes.
struct LeafColumns {
    std::vector<Uuid> tenants;
    std::vector<std::int64_t> indexes, epochs, ids, actions, outcomes;
    std::vector<std::string> xids;
    std::vector<Hash> leaves, chains;
    std::vector<std::optional<Uuid>> actors;
    std::vector<std::optional<ledger::UtcTime>> times;

    void add(const Uuid& tenant, const SealedLeaf& leaf) {
        tenants.push_back(tenant);
        indexes.push_back(std::int64_t(leaf.index));
        epochs.push_back(std::int64_t(leaf.position.epoch));
        xids.push_back(std::to_string(leaf.position.xid));
        ids.push_back(std::int64_t(leaf.position.id));
        leaves.push_back(leaf.leaf);
        chains.push_back(leaf.chain);
        const ledger::EntryFields* fields = leaf.entry ? &leaf.entry->fields() : nullptr;
        actions.push_back(fields ? std::int64_t(fields->action) : 0);
        outcomes.push_back(fields ? std::int64_t(fields->outcome) : 0);
        actors.push_back(fields ? fields->actor : std::nullopt);
        times.push_back(fields ? std::optional(fields->time) : std::nullopt);
    }
};

struct NodeColumns {
    std::vector<Uuid> tenants;
    std::vector<std::int64_t> levels, indexes;
    std::vector<Hash> hashes;
};

struct SubjectColumns {
    std::vector<Uuid> tenants;
    std::vector<Hash> subjects;
    std::vector<std::int64_t> indexes;
};

void queueLeaves(Transaction& work, std::span<const LogSegment> segments) {
    LeafColumns columns;
    for (const LogSegment& segment : segments) {
        for (const SealedLeaf& leaf : segment.leaves())
            columns.add(segment.ledger().practice, leaf);
    }
    work.run(db::queries::audit_seal_leaves, columns.tenants, columns.indexes, columns.epochs, columns.xids,
             columns.ids, columns.leaves, columns.chains, columns.times, columns.actions, columns.outcomes,
             columns.actors);
}

void queueNodes(Transaction& work, std::span<const LogSegment> segments) {
    NodeColumns columns;
    for (const LogSegment& segment : segments) {
        for (const ledger::Node& node : segment.nodes()) {
            columns.tenants.push_back(segment.ledger().practice);
            columns.levels.push_back(node.id.level);
            columns.indexes.push_back(std::int64_t(node.id.index));
            columns.hashes.push_back(node.hash);
        }
    }
    work.run(db::queries::audit_seal_nodes, columns.tenants, columns.levels, columns.indexes, columns.hashes);
}

void queueSubjects(Transaction& work, std::span<const LogSegment> segments) {
    SubjectColumns columns;
    for (const LogSegment& segment : segments) {
        for (const SealedLeaf& leaf : segment.leaves()) {
            if (!leaf.entry)
                continue;
            for (const Hash& subject : leaf.entry->fields().subjects) {
                columns.tenants.push_back(segment.ledger().practice);
                columns.subjects.push_back(subject);
                columns.indexes.push_back(std::int64_t(leaf.index));
            }
        }
    }
    work.run(db::queries::audit_seal_subjects, columns.tenants, columns.subjects, columns.indexes);
}

void queueCheckpoints(Transaction& work, std::span<const SignedCheckpoint> checkpoints) {
    std::vector<Uuid> tenants;
    std::vector<std::int64_t> sizes;
    std::vector<ledger::UtcTime> times;
    std::vector<std::string> notes;
    for (const SignedCheckpoint& signedOne : checkpoints) {
        tenants.push_back(signedOne.tenant);
        sizes.push_back(std::int64_t(signedOne.checkpoint.size));
        times.push_back(signedOne.checkpoint.time);
        notes.push_back(signedOne.note);
    }
    work.run(db::queries::audit_publish_checkpoints, tenants, sizes, times, notes);
}

void queueAppend(Transaction& work, const std::vector<PreparedEntry>& entries) {
    std::vector<Uuid> tenants;
    std::vector<Bytes> bodies;
    std::vector<Hash> macs;
    for (const PreparedEntry& entry : entries) {
        tenants.push_back(entry.tenant);
        bodies.push_back(entry.bytes);
        macs.push_back(entry.mac);
    }
    work.run(db::queries::audit_append_batch, tenants, bodies, macs);
}

} // namespace

struct SealStore::Link {
    db::Connection connection;
    std::chrono::milliseconds patience;

    // One statement in a transaction of its own.
    template<class... P>
    [[nodiscard]] Result<Rows, StoreError> ask(const db::Query& query, const P&... params) {
        auto work = connection.begin(patience);
        const auto ticket = work.run(query, params...);
        if (const auto done = work.commit(); !done)
            return unexpected(reasonFor(done.error()));
        return work.take(ticket);
    }
};

SealStore::SealStore(std::string conninfo, std::chrono::milliseconds patience)
    : conninfo_(std::move(conninfo))
    , patience_(patience) {}

SealStore::~SealStore() = default;

Result<void, StoreError> SealStore::connect() {
    auto connection = db::Connection::open(conninfo_);
    if (!connection)
        return unexpected(StoreError::Unavailable);
    link_ = std::make_unique<Link>(Link{*std::move(connection), patience_});
    return {};
}

void SealStore::disconnect() {
    link_.reset();
}

Result<bool, StoreError> SealStore::tryLock() {
    return link_->ask(db::queries::audit_try_lock).map([](const Rows& rows) {
        return rows.front().get<bool>("locked");
    });
}

Result<bool, StoreError> SealStore::isForeignCluster() {
    return link_->ask(db::queries::audit_is_foreign_cluster).map([](const Rows& rows) {
        return rows.front().get<bool>("is_foreign");
    });
}

Result<std::uint64_t, StoreError> SealStore::takeLead(const std::vector<PreparedEntry>& announcements) {
    auto work = link_->connection.begin(link_->patience);
    const auto taken = work.run(db::queries::audit_take_lead);
    if (!announcements.empty())
        queueAppend(work, announcements);
    if (const auto done = work.commit(); !done)
        return unexpected(reasonFor(done.error()));
    return std::uint64_t(work.take(taken).front().get<std::int64_t>("fence"));
}

Result<SealCursor, StoreError> SealStore::cursor() {
    return link_->ask(db::queries::audit_cursor).map([](const Rows& rows) {
        const Row row = rows.front();
        return SealCursor{positionOf(row), std::uint64_t(row.get<std::int64_t>("current_epoch"))};
    });
}

Result<PendingRows, StoreError> SealStore::pending(const SealCursor& cursor, std::size_t limit) {
    const Position& after = cursor.after;
    return link_
        ->ask(db::queries::audit_pending, after.epoch, std::to_string(after.xid), after.id, cursor.epoch,
              limit)
        .map([](const Rows& rows) {
            PendingRows pending;
            for (const Row row : rows) {
                pending.rows.push_back({positionOf(row), row.get<Uuid>("tenant"), row.get<Bytes>("body"),
                                        row.get<Bytes>("mac")});
                pending.oldest = std::max(
                    pending.oldest, std::chrono::microseconds(row.get<std::int64_t>("age_microseconds")));
            }
            return pending;
        });
}

Result<std::vector<LogHead>, StoreError> SealStore::heads(const std::vector<Uuid>& tenants,
                                                          ledger::UtcTime signedBefore,
                                                          ledger::UtcTime signedAfter) {
    return link_->ask(db::queries::audit_heads, tenants, signedBefore, signedAfter).map([](const Rows& rows) {
        std::vector<LogHead> heads;
        for (const Row row : rows)
            heads.push_back({row.get<Uuid>("tenant"), row.get<std::string>("note")});
        return heads;
    });
}

Result<std::vector<Uuid>, StoreError> SealStore::tenantsWithLogs() {
    return link_->ask(db::queries::audit_tenants_with_logs).map([](const Rows& rows) {
        std::vector<Uuid> tenants;
        for (const Row row : rows)
            tenants.push_back(row.get<Uuid>("tenant"));
        return tenants;
    });
}

Result<std::vector<std::vector<Hash>>, StoreError> SealStore::nodes(const std::vector<NodesOfLog>& wanted) {
    NodeColumns columns;
    std::vector<std::int64_t> logs;
    for (std::size_t log = 0; log < wanted.size(); ++log) {
        for (const ledger::NodeId& id : wanted[log].ids) {
            logs.push_back(std::int64_t(log));
            columns.tenants.push_back(wanted[log].tenant);
            columns.levels.push_back(id.level);
            columns.indexes.push_back(std::int64_t(id.index));
        }
    }
    return link_->ask(db::queries::audit_read_nodes, logs, columns.tenants, columns.levels, columns.indexes)
        .map([count = wanted.size()](const Rows& rows) {
            std::vector<std::vector<Hash>> hashes(count);
            for (const Row row : rows)
                hashes[std::size_t(row.get<std::int64_t>("log"))].push_back(row.get<Hash>("hash"));
            return hashes;
        });
}

Result<SealedLeaves, StoreError> SealStore::alreadySealed(const std::vector<PendingRow>& rows) {
    std::vector<Uuid> tenants;
    std::vector<Hash> leaves;
    for (const PendingRow& row : rows) {
        tenants.push_back(row.tenant);
        leaves.push_back(ledger::leafHash(row.body));
    }
    return link_->ask(db::queries::audit_already_sealed, tenants, leaves).map([](const Rows& found) {
        SealedLeaves sealedLeaves;
        for (const Row row : found)
            sealedLeaves.emplace(row.get<Uuid>("tenant"), row.get<Hash>("leaf"));
        return sealedLeaves;
    });
}

Result<void, StoreError> SealStore::write(const SealedStep& step) {
    auto work = link_->connection.begin(link_->patience);
    // First: it locks the row of leadership, so that no other sequencer can be at this at the same time.
    work.run(db::queries::audit_advance, step.fence, step.from.epoch, std::to_string(step.from.xid),
             step.from.id, step.to.epoch, std::to_string(step.to.xid), step.to.id);
    queueLeaves(work, step.segments);
    queueNodes(work, step.segments);
    queueSubjects(work, step.segments);
    queueCheckpoints(work, step.checkpoints);
    if (!step.alerts.empty())
        queueAppend(work, step.alerts);
    return work.commit().map_error(reasonFor);
}

} // namespace custos::audit
