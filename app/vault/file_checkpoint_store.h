#pragma once

#include "app/vault/device_secret.h"
#include "models/ports/checkpoint_store.h"
#include "models/ports/clock.h"

namespace custos::app {

/// The remembered checkpoint in one file, MACed by this computer's secret (HMAC-SHA256, RFC 2104), replaced
/// all or nothing. `initialise` writes a file that says "nothing yet" when the secret is made; from then on
/// there is always one, and a missing file is an alarm. Several windows may keep the same one: each replaces
/// only what it has read, under a lock.
///
/// The MAC covers practice and ledger key, so that one practice's file does not pass for another's. It does
/// not cover time: whoever can write this user's files can put back an older one of ours, which a client that
/// is running at the time finds out (`ProofRound`).
class FileCheckpointStore final : public QObject, public CheckpointStore {
    Q_OBJECT
public:
    struct Log {
        PracticeId practice;
        QByteArray publicKey; ///< 32 bytes
    };

    FileCheckpointStore(QString directory, Log log, DeviceSecret& secret, const Clock& clock,
                        QObject* parent = nullptr);

    /// For `DeviceSecret::Prepare`. Leaves a file alone that remembers something: under a new secret that is
    /// an alarm, and stays one. False where it could not be written.
    [[nodiscard]] bool initialise(QByteArrayView freshSecret) const;

    [[nodiscard]] QFuture<Result<std::optional<Remembered>, Failure>> load() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> remember(const Remembered& checkpoint,
                                                          const std::optional<Remembered>& before) override;
    [[nodiscard]] QFuture<Result<QString, Failure>> keepEvidence(const QList<EvidenceFile>& files) override;
    [[nodiscard]] QFuture<Result<std::optional<Evidence>, Failure>> standingEvidence() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> settleEvidence() override;

private:
    [[nodiscard]] QString path() const;
    [[nodiscard]] QByteArray sealed(QByteArrayView secret, const Remembered& checkpoint) const;
    [[nodiscard]] SecretBytes macKey(QByteArrayView secret) const;
    [[nodiscard]] Result<std::optional<Remembered>, Failure> read(QByteArrayView secret) const;
    [[nodiscard]] Result<Done, Failure> replace(QByteArrayView secret, const Remembered& checkpoint,
                                                const std::optional<Remembered>& before) const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] Result<QString, Failure> writeEvidence(const QList<EvidenceFile>& files) const;
    /// The folder kept last, empty where it is settled or there is none.
    [[nodiscard]] QString standingFolder() const;

    const QString directory_;
    const Log log_;
    DeviceSecret& secret_;
    const Clock& clock_;
};

} // namespace custos::app
