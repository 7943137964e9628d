#pragma once

#include "ledger/result.h"
#include "models/domain/enrolment.h"

#include <optional>

namespace custos {

/// Which server this computer is enrolled with: at most one. Quick enough for the GUI thread: one small file.
class EnrolmentStore {
public:
    virtual ~EnrolmentStore() = default;
    /// Reads and checks a file; changes nothing. Whether to trust it is decided by a person who compares its
    /// fingerprint: the signature inside detects damage only and is never shown.
    [[nodiscard]] virtual Result<EnrolmentOffer, EnrolmentFailure> open(const QString& path) const = 0;
    /// Keeps an offer whose fingerprint a person has compared. Replaces an older one of the same practice.
    [[nodiscard]] virtual Result<Enrolment, EnrolmentFailure> accept(const EnrolmentOffer& offer) = 0;
    /// What was accepted before; nullopt before the first time, or an error where it has been damaged since.
    [[nodiscard]] virtual Result<std::optional<Enrolment>, EnrolmentFailure> current() const = 0;
};

} // namespace custos
