#pragma once

#include "server/db/transaction.h"
#include "server/phi/tenant_keys.h"

#include <optional>
#include <string>

namespace custos::phi {

/// A patient's administrative facts, in the clear. Lives as long as the request or the batch.
struct PatientRecord {
    std::string family;
    std::string given;
    std::string birthDate; ///< RFC 3339 full-date, or empty
    std::string phone;
    std::string email;
    std::string address;
    std::string interpreter;
    std::string accessNeeds;
    std::string preferredContact;
    bool voicemailOk = false;

    friend bool operator==(const PatientRecord&, const PatientRecord&) = default;
};

[[nodiscard]] Searchable searchableOf(const PatientRecord& record);

/// Null for an empty text: what is not there is not sealed.
[[nodiscard]] std::optional<ledger::Bytes> sealOrNull(const PatientCipher& cipher, Field field,
                                                      const ledger::Uuid& row, const std::string& text);

/// From a row of queries/patient_by_id.sql.
[[nodiscard]] Result<PatientRecord, CipherError> openRecord(const PatientCipher& cipher, const db::Row& row);

// The only places that put a patient into the database; for people and services alike. Each queues what it
// does in a transaction whose context allows it, and leaves sending it to the caller. Nothing travels that is
// not sealed, wrapped or a token.

/// A new patient: sealed fields, a key of their own, and what they can be found by.
void queueNewPatient(db::Transaction& work, const TenantKeys& keys, const ledger::Uuid& patient,
                     const PatientRecord& record);

/// Replaces what is there, if it still has `version`; the answer's `affected()` is 0 when it has not.
[[nodiscard]] db::Transaction::Ticket queueChangedPatient(db::Transaction& work, const TenantKeys& keys,
                                                          const PatientCipher& cipher, int version,
                                                          const PatientRecord& record);

} // namespace custos::phi
