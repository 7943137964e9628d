#pragma once

#include "server/audit/entry_composer.h"
#include "server/phi/tenant_keyring.h"

#include <functional>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::jobs {

struct RotationParts {
    db::Pool& operations;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

enum class RotationError {
    KeysMissing, ///< the practice's keys are not there, or do not open: nothing was changed
    Busy,        ///< somebody else holds what is left for too long
    Unavailable, ///< the database, the audit log or the token: nothing of this batch has happened, or all of
                 ///< it
};
[[nodiscard]] std::string_view code(RotationError error);

struct RotationProgress {
    std::uint64_t patients = 0;   ///< who have a key
    std::uint64_t left = 0;       ///< under an older one, as far as is known
    std::uint64_t unreadable = 0; ///< whose fields do not open; left as they are, under the key they name
};

/// Replaces a practice's data keys while it works, as the service `rotation`.
///
/// A new version of the practice's keys is made; then, batch by batch, each patient gets a new key, all of
/// that patient's fields are sealed again under it, and what the patient is found by is made again under the
/// new index key; TOTP seeds and cache shares follow; at the end the old versions are taken away, if nothing
/// is under them any more.
///
/// Guarantees: a batch happens as a whole or not at all, in a transaction far under five seconds; at every
/// moment every record opens and is found, for readers and writers, in every server; nothing that is written
/// meanwhile is lost (the database refuses a field under a key that was replaced, and the writer repeats).
/// Killed at any moment, the next run goes on from there: what is left to do is what the records themselves
/// say.
///
/// One thread at a time. Two rotations of one practice at once are safe and share the work.
class KeyRotation {
public:
    /// Goes on with the rotation that was begun, or begins one.
    [[nodiscard]] static Result<KeyRotation, RotationError> begin(RotationParts parts,
                                                                  const ledger::Uuid& practice);

    /// One batch. `isDone` tells whether there is another.
    [[nodiscard]] Result<RotationProgress, RotationError> step();
    [[nodiscard]] bool isDone() const { return phase_ == Phase::Done; }

    [[nodiscard]] const RotationProgress& progress() const { return progress_; }
    /// After the last step: false when older keys had to stay, because something does not open.
    [[nodiscard]] bool retired() const { return retired_; }
    /// The version that everything is under now.
    [[nodiscard]] std::uint32_t version() const;

private:
    enum class Phase { Patients, Secrets, Retire, Done };

    KeyRotation(RotationParts parts, const ledger::Uuid& practice,
                std::shared_ptr<const phi::TenantKeys> keys);
    [[nodiscard]] Result<void, RotationError> survey();
    [[nodiscard]] Result<void, RotationError> resealPatients();
    [[nodiscard]] Result<void, RotationError> resealSecrets();
    [[nodiscard]] Result<void, RotationError> retire();
    [[nodiscard]] Result<void, RotationError> nextRound();

    RotationParts parts_;
    ledger::Uuid practice_;
    std::shared_ptr<const phi::TenantKeys> keys_;
    RotationProgress progress_;
    Phase phase_ = Phase::Patients;
    ledger::Uuid after_{}; ///< patients are taken in the order of their ids
    std::size_t batchSize_;
    int idleRounds_ = 0; ///< rounds over all patients in which somebody else held what is left
    std::uint64_t roundDone_ = 0;
    bool retired_ = false;
};

/// Wraps every practice's keys by a new version of the key-encryption key. `told` after each practice.
///
/// Before the new version is made, all keys of all practices have been opened: where one does not, nothing is
/// changed. Killed at any moment, both versions open, and the next run wraps the rest without making another.
[[nodiscard]] Result<std::uint32_t, RotationError>
rotateKeyEncryption(db::Pool& asKeys, RotationParts parts,
                    const std::function<void(std::size_t done, std::size_t of)>& told);

} // namespace custos::jobs
