#pragma once

#include "models/ports/audit_gateway.h"

namespace custos::app {

class ApiClient;

class HttpAuditGateway final : public AuditGateway {
public:
    explicit HttpAuditGateway(ApiClient& api);

    [[nodiscard]] Reply<AuditPage> search(const AuditFilter& filter, const AuditWindow& window) override;
    [[nodiscard]] Reply<QByteArray> checkpoint() override;
    [[nodiscard]] Reply<ProofHashes> inclusion(quint64 index, quint64 size) override;
    [[nodiscard]] Reply<ProofHashes> consistency(quint64 from, quint64 to) override;
    [[nodiscard]] Reply<SealedPlace> receipt(const QByteArray& leaf, quint64 size) override;

private:
    ApiClient& api_;
};

} // namespace custos::app
