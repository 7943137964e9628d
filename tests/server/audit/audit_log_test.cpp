#include "tests/server/audit/audit_log_test.h"

#include "server/db/queries.h"
#include "server/db/transaction.h"

#include <thread>

namespace custos::audit {

std::unique_ptr<testing::Database> AuditLogTest::shared_;

void AuditLogTest::SetUpTestSuite() {
    shared_ = std::make_unique<testing::Database>();
}

void AuditLogTest::TearDownTestSuite() {
    shared_.reset();
}

AuditLogTest::AuditLogTest() {
    // the last test's logins leave on their own; a dying one may still hold the lock of leadership
    while (database_.superuser("select count(*) from pg_stat_activity where usename in"
                               " ('custos_audit', 'custos_sequencer')") != "0\n")
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    database_.superuser("set session_replication_role = replica;"
                        " delete from audit.entries; delete from audit.leaves; delete from audit.nodes;"
                        " delete from audit.subjects; delete from audit.checkpoints; delete from audit.heads;"
                        " update audit.sequencer set epoch = 0, xid = '0', id = 0;"
                        " update audit.cluster set epoch = 1, system_identifier = p.system_identifier"
                        " from pg_control_system() p");
}

PreparedEntry AuditLogTest::entry(std::uint64_t patient, const ledger::Uuid& tenant) const {
    return *composer_.compose(example::chartRead(patient, tenant));
}

std::vector<ledger::Hash> AuditLogTest::append(std::size_t count, const ledger::Uuid& tenant) {
    std::vector<ledger::Hash> leaves;
    std::vector<ledger::Uuid> tenants(count, tenant);
    std::vector<ledger::Bytes> bodies;
    std::vector<ledger::Hash> macs;
    for (std::size_t at = 0; at < count; ++at) {
        const PreparedEntry prepared = entry(at, tenant);
        leaves.push_back(prepared.leaf);
        bodies.push_back(prepared.bytes);
        macs.push_back(prepared.mac);
    }
    auto connection = database_.open(db::Duty::Audit);
    auto work = connection.begin();
    work.run(db::queries::audit_append_batch, tenants, bodies, macs);
    if (!work.commit())
        throw std::runtime_error("the entries could not be appended");
    return leaves;
}

void AuditLogTest::queueAppend(db::Transaction& work, const PreparedEntry& entry) {
    work.run(db::queries::audit_append_batch, std::vector<ledger::Uuid>{entry.tenant},
             std::vector<ledger::Bytes>{entry.bytes}, std::vector<ledger::Hash>{entry.mac});
}

std::unique_ptr<Sequencer> AuditLogTest::sequencer(SequencerOptions options) const {
    return std::make_unique<Sequencer>(database_.conninfo(db::Duty::Sequencer),
                                       SealingKeys{example::secret(1), example::ledgerKey()}, composer_,
                                       options);
}

SealReport AuditLogTest::sealAll(Sequencer& sequencer) {
    SealReport total;
    for (;;) {
        const auto report = sequencer.step();
        if (!report)
            throw std::runtime_error("sealing failed: " + std::to_string(int(report.error())));
        total.sealed += report->sealed;
        total.forged += report->forged;
        total.checkpoints += report->checkpoints;
        // an alert that this step appended waits for the next
        if (report->sealed == 0)
            return total;
    }
}

ledger::Checkpoint AuditLogTest::checkpoint(const ledger::Uuid& tenant) {
    static constexpr db::Query head{"head", "select note from audit.heads where tenant = $1"};
    const auto rows = ask(head, tenant);
    const auto found =
        ledger::parseAndVerify(rows.front().get<std::string>("note"), example::ledgerOf(tenant));
    if (!found)
        throw std::runtime_error("no checkpoint of ours");
    return *found;
}

std::vector<ledger::SealedRow> AuditLogTest::storedRows(const ledger::Uuid& tenant) {
    static constexpr db::Query all{"rows", "select l.index, e.body, l.leaf, l.chain from audit.leaves l"
                                           " left join audit.entries e using (epoch, xid, id)"
                                           " where l.tenant = $1 order by l.index"};
    const auto answer = ask(all, tenant);
    std::vector<ledger::SealedRow> rows;
    for (const db::Row row : answer)
        rows.push_back({std::uint64_t(row.get<std::int64_t>("index")),
                        row.get<std::optional<ledger::Bytes>>("body"), row.get<ledger::Hash>("leaf"),
                        row.get<ledger::Hash>("chain")});
    return rows;
}

ledger::WalkReport AuditLogTest::walk(std::vector<ledger::Checkpoint> remembered,
                                      std::vector<ledger::Hash> receipts, const ledger::Uuid& tenant) {
    remembered.push_back(checkpoint(tenant));
    ledger::LogWalk walk(example::ledgerOf(tenant), std::move(remembered));
    for (const ledger::Hash& receipt : receipts)
        walk.expectReceipt(receipt);
    for (const ledger::SealedRow& row : storedRows(tenant))
        walk.add(row);
    return walk.finish();
}

} // namespace custos::audit
