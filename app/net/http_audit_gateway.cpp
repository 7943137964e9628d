#include "app/net/http_audit_gateway.h"

#include "app/net/api_client.h"
#include "models/wire/audit_json.h"

namespace custos::app {
namespace {

QUrlQuery pair(const QString& first, quint64 a, const QString& second, quint64 b) {
    QUrlQuery query;
    query.addQueryItem(first, QString::number(a));
    query.addQueryItem(second, QString::number(b));
    return query;
}

} // namespace

HttpAuditGateway::HttpAuditGateway(ApiClient& api)
    : api_(api) {}

Reply<AuditPage> HttpAuditGateway::search(const AuditFilter& filter, const AuditWindow& window) {
    return api_.ask({.verb = HttpRequest::Verb::Post,
                     .path = QStringLiteral("/v1/audit/search"),
                     .body = wire::auditSearchBody(filter, window)},
                    &wire::auditPage);
}

Reply<QByteArray> HttpAuditGateway::checkpoint() {
    return api_.ask({.path = QStringLiteral("/v1/audit/checkpoint")}, &wire::auditCheckpoint);
}

Reply<ProofHashes> HttpAuditGateway::inclusion(quint64 index, quint64 size) {
    const auto query = pair(QStringLiteral("index"), index, QStringLiteral("size"), size);
    return api_
        .ask({.path = QStringLiteral("/v1/audit/proof/inclusion"), .query = query}, &wire::inclusionProof)
        .then([index,
               size](const Result<wire::InclusionProof, Problem>& proof) -> Result<ProofHashes, Problem> {
            if (!proof)
                return unexpected<Problem>(proof.error());
            // An answer about another place would verify, and prove nothing about this one.
            if (proof->index != index || proof->size != size)
                return unexpected<Problem>(Problem{.kind = Problem::Kind::Malformed});
            return proof->path;
        });
}

Reply<ProofHashes> HttpAuditGateway::consistency(quint64 from, quint64 to) {
    const auto query = pair(QStringLiteral("from"), from, QStringLiteral("to"), to);
    return api_.ask({.path = QStringLiteral("/v1/audit/proof/consistency"), .query = query},
                    &wire::consistencyProof);
}

Reply<SealedPlace> HttpAuditGateway::receipt(const QByteArray& leaf, quint64 size) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("leaf"), QString::fromLatin1(leaf.toHex()));
    query.addQueryItem(QStringLiteral("size"), QString::number(size));
    return api_
        .ask({.path = QStringLiteral("/v1/audit/proof/receipt"), .query = query}, &wire::inclusionProof)
        .then([size](const Result<wire::InclusionProof, Problem>& proof) -> Result<SealedPlace, Problem> {
            if (!proof)
                return unexpected<Problem>(proof.error());
            if (proof->size != size)
                return unexpected<Problem>(Problem{.kind = Problem::Kind::Malformed});
            return SealedPlace{proof->index, proof->path};
        });
}

} // namespace custos::app
