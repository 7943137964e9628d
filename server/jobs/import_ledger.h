#pragma once

#include "ledger/mac.h"
#include "server/db/transaction.h"
#include "server/fhir/resources.h"

#include <map>
#include <tuple>

namespace custos::jobs {

/// A record that an earlier line left here.
struct KnownRecord {
    ledger::Uuid record;
    ledger::Hash fingerprint{};
};

/// What one source's records have become here: asked for once a batch, added to as the batch goes.
///
/// Lives as long as its transaction.
class ImportLedger {
public:
    ImportLedger(db::Transaction& work, std::string source)
        : work_(work)
        , source_(std::move(source)) {}

    /// Before `fetch`: what the batch will want to know.
    void ask(std::string_view type, const std::string& fhirId);
    void ask(std::string_view type, const fhir::Identifier& identifier);
    void ask(std::string_view type, const fhir::Reference& reference);
    void fetch();
    /// After the transaction's flush.
    void learn();

    [[nodiscard]] std::optional<KnownRecord> find(std::string_view type, const std::string& fhirId) const;
    [[nodiscard]] std::optional<ledger::Uuid> find(std::string_view type,
                                                   const fhir::Identifier& identifier) const;
    [[nodiscard]] std::optional<ledger::Uuid> find(std::string_view type,
                                                   const fhir::Reference& reference) const;

    void remember(std::string_view type, const std::string& fhirId, const KnownRecord& record);
    void identify(std::string_view type, const std::vector<fhir::Identifier>& identifiers,
                  const ledger::Uuid& record);

private:
    using ById = std::pair<std::string, std::string>;
    using ByIdentifier = std::tuple<std::string, std::string, std::string>;

    db::Transaction& work_;
    const std::string source_;
    std::map<ById, std::optional<KnownRecord>> records_;
    std::map<ByIdentifier, std::optional<ledger::Uuid>> identified_;
    std::optional<db::Transaction::Ticket> knownTicket_;
    std::optional<db::Transaction::Ticket> identifiedTicket_;
};

/// HMAC over texts that cannot run into each other.
[[nodiscard]] ledger::Hash fingerprintOf(const ledger::MacKey& key, const std::vector<std::string>& parts);

} // namespace custos::jobs
