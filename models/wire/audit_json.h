#pragma once

#include "models/ports/audit_gateway.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// Where a leaf lies in a tree of `size` leaves, and the way up from it (RFC 9162 section 2.1.3).
struct InclusionProof {
    quint64 index;
    quint64 size;
    ProofHashes path;
};

[[nodiscard]] Parsed<AuditPage> auditPage(const QJsonObject& json);
[[nodiscard]] Parsed<QByteArray> auditCheckpoint(const QJsonObject& json);
[[nodiscard]] Parsed<InclusionProof> inclusionProof(const QJsonObject& json);
[[nodiscard]] Parsed<ProofHashes> consistencyProof(const QJsonObject& json);
[[nodiscard]] QJsonObject auditSearchBody(const AuditFilter& filter, const AuditWindow& window);

/// The header `Audit-Receipt`: a leaf hash of 32 bytes, or nothing where it is not one.
[[nodiscard]] std::optional<QByteArray> receipt(const QByteArray& header);

} // namespace custos::wire
