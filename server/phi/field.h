#pragma once

#include "ledger/uuid.h"

#include <cstdint>

namespace custos::phi {

/// Every encrypted field, by a number that stands in its ciphertexts' associated data.
///
/// Numbers are forever: renaming a table or column changes nothing, and a number is never used again for
/// something else (a ciphertext of the old meaning would open as the new one). docs/encryption.md lists them.
enum class Field : std::uint32_t {
    PatientFamilyName = 101,
    PatientGivenName = 102,
    PatientPreferredName = 103,
    PatientBirthDate = 104, ///< ISO 8601, `1984-02-29`
    PatientPhone = 105,
    PatientEmail = 106,
    PatientAddress = 107,
    PatientNotes = 108,
    PatientAccessNeeds = 109, ///< wheelchair, allergies to latex: as sensitive as a note
    PatientInterpreter = 110,

    RelatedPersonName = 201,
    RelatedPersonBirthDate = 202,
    RelatedPersonPhone = 203,
    RelatedPersonEmail = 204,
    RelatedPersonAddress = 205,
    RelatedPersonNotes = 206, ///< custody, who must not be told

    AppointmentReason = 301, ///< the reason with the appointment's type: the type says as much
    AppointmentNotes = 302,
    AppointmentCancellationReason = 303,
    WaitlistWish = 304,

    CoveragePayer = 401,
    CoveragePlan = 402,
    CoverageMemberId = 403,
    CoverageBenefits = 404, ///< copay, deductible, coinsurance, annual maximum, frequency limits

    AttachmentName = 501,
    AttachmentContent = 502,

    BreakGlassReason = 601, ///< the words that somebody typed as the reason of an access
    ImpersonationReason = 602,

    AccountTotpSeed = 901,
    AccountCacheShare = 902,
    InvitationTotpSeed = 903,
    PendingTotpSeed = 904, ///< of a change that its person has not confirmed yet

    PatientKeyWrap = 1001, ///< a patient's key under the tenant's
    TenantKeyWrap = 1002,  ///< a tenant's key under the key-encryption key
};

/// Where a ciphertext belongs. It opens nowhere else.
struct FieldAddress {
    ledger::Uuid tenant;
    Field field{};
    ledger::Uuid row; ///< primary key of the row; of the patient for a patient's key
};

} // namespace custos::phi
