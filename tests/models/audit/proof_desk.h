#pragma once

#include "models/audit/audit_proof.h"
#include "models/audit/ledger_values.h"
#include "tests/support/audit_log.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace custos::test {

constexpr unsigned entries = 60;

/// An owner's computer that has seen the log at `seen` entries, and the newest page on its screen.
struct Desk {
    explicit Desk(unsigned seen = 40) {
        clock.at = sampleAuditNow();
        server.clock = &clock;
        if (seen > 0)
            store.remembered = CheckpointStore::Remembered{
                QByteArray::fromStdString(auditLog(seen).note(toLedger(clock.at.addDays(-3)))),
                clock.at.addDays(-20)};
        show();
    }

    LogServer server{auditLog(entries)};
    FakeStore store;
    FakeClock clock;
    std::unique_ptr<AuditProof> proof = makeProof();

    std::unique_ptr<AuditProof> makeProof() {
        return std::make_unique<AuditProof>(
            ProofRound::Sources{server, store, clock, server.honest.identity()});
    }
    void show(int count = 20) {
        const auto page = server.search({}, {.limit = count}).result();
        proof->setShown(page->entries, true);
    }
    /// What is found by the next round.
    const AuditFinding& find() {
        QSignalSpy found(proof.get(), &AuditProof::findingChanged);
        proof->stop();
        proof->start();
        [&] { QTRY_VERIFY(!found.isEmpty() && !std::holds_alternative<AuditChecking>(proof->finding())); }();
        return proof->finding();
    }
    const AuditAlarm* alarm() {
        find();
        return proof->alarm();
    }
    std::optional<AuditDoubt::Reason> doubt() {
        const auto* doubt = std::get_if<AuditDoubt>(&find());
        return doubt ? std::optional(doubt->reason) : std::nullopt;
    }
    const AuditProven* proven() { return std::get_if<AuditProven>(&find()); }

    /// What `custos-verify` would say about these files.
    auto verified(const QList<CheckpointStore::EvidenceFile>& files) const {
        const QTemporaryDir directory;
        for (const auto& file : files) {
            QFile out(directory.filePath(QString::fromLatin1(file.name)));
            if (out.open(QIODevice::WriteOnly))
                out.write(file.content);
        }
        return ledger::verifyExcerpt(directory.path().toStdString(), server.honest.identity());
    }
};

} // namespace custos::test
