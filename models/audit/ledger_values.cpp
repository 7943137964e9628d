#include "models/audit/ledger_values.h"

#include "ledger/hash.h"

#include <QTimeZone>

namespace custos {

std::optional<ledger::LedgerIdentity> ledgerOf(const Enrolment& enrolment) {
    const auto practice = ledger::uuidFromText(enrolment.practice.toString().toStdString());
    const auto key = hashOf(enrolment.ledgerPublicKey);
    if (!practice || !key)
        return std::nullopt;
    return ledger::LedgerIdentity{*practice, {*key}};
}

ledger::ByteView viewOf(const QByteArray& bytes) {
    return ledger::asBytes(std::string_view(bytes.constData(), size_t(bytes.size())));
}

ledger::Bytes toLedger(const QByteArray& bytes) {
    return {bytes.begin(), bytes.end()};
}

std::optional<ledger::Hash> hashOf(const QByteArray& bytes) {
    ledger::Hash hash{};
    if (bytes.size() != qsizetype(hash.size()))
        return std::nullopt;
    std::ranges::copy(viewOf(bytes), hash.begin());
    return hash;
}

QByteArray bytesOf(const ledger::Hash& hash) {
    return QByteArray(reinterpret_cast<const char*>(hash.data()), qsizetype(hash.size()));
}

ledger::Proof proofOf(const ProofHashes& hashes) {
    ledger::Proof proof;
    for (const QByteArray& bytes : hashes.hashes)
        proof.push_back(hashOf(bytes).value_or(ledger::Hash{}));
    return proof;
}

ledger::UtcTime toLedger(const QDateTime& time) {
    return ledger::UtcTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

QDateTime dateTimeOf(ledger::UtcTime time) {
    const auto sinceEpoch = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count(), QTimeZone::utc());
}

ledger::Hash leafOf(const QByteArray& bytes) {
    return ledger::leafHash(viewOf(bytes));
}

std::optional<ledger::EntryFields> fieldsOf(const QByteArray& bytes, const ledger::Uuid& practice) {
    const auto entry = ledger::decode(viewOf(bytes));
    if (!entry || entry->fields().tenant != practice)
        return std::nullopt;
    return entry->fields();
}

} // namespace custos
