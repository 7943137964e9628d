#pragma once

#include "ledger/entry.h"
#include "ledger/keys.h"
#include "ledger/proof.h"
#include "models/domain/enrolment.h"
#include "models/ports/audit_gateway.h"

#include <QDateTime>

namespace custos {

// Between the values of Qt and those of ledger/, which knows nothing of Qt.

/// The log that this computer was enrolled for; nothing where the file's key is no Ed25519 key.
[[nodiscard]] std::optional<ledger::LedgerIdentity> ledgerOf(const Enrolment& enrolment);

[[nodiscard]] ledger::ByteView viewOf(const QByteArray& bytes);
[[nodiscard]] ledger::Bytes toLedger(const QByteArray& bytes);
/// Nothing unless there are 32 bytes.
[[nodiscard]] std::optional<ledger::Hash> hashOf(const QByteArray& bytes);
[[nodiscard]] QByteArray bytesOf(const ledger::Hash& hash);
/// A hash of another length makes a proof that holds nowhere.
[[nodiscard]] ledger::Proof proofOf(const ProofHashes& hashes);
[[nodiscard]] ledger::UtcTime toLedger(const QDateTime& time);
[[nodiscard]] QDateTime dateTimeOf(ledger::UtcTime time);

/// The hash that a sealed entry has in the tree.
[[nodiscard]] ledger::Hash leafOf(const QByteArray& bytes);
/// What the bytes say; nothing where they are no entry that this version can read, or another practice's.
[[nodiscard]] std::optional<ledger::EntryFields> fieldsOf(const QByteArray& bytes,
                                                          const ledger::Uuid& practice);

} // namespace custos
