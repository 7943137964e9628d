#pragma once

#include "app/vault/device_secret.h"
#include "models/ports/checkpoint_store.h"
#include "models/ports/clock.h"

#include <functional>

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

    /// A person has accepted an enrolment for this log. Where its memory is missing or damaged, or an alarm
    /// stands, it begins anew, under the secret that there is: what it said is put aside, and the evidence is
    /// settled. A memory without fault goes on. Comes before everything else that is asked here, as soon as
    /// the keychain gives the secret; the wish is kept nowhere, so that no file can pass for one.
    void leaveAlarm();

    [[nodiscard]] QFuture<Result<std::optional<Remembered>, Failure>> load() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> remember(const Remembered& checkpoint,
                                                          const std::optional<Remembered>& before) override;
    [[nodiscard]] QFuture<Result<QString, Failure>> keepEvidence(const QList<EvidenceFile>& files) override;
    [[nodiscard]] QFuture<Result<std::optional<Evidence>, Failure>> standingEvidence() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> settleEvidence() override;

private:
    template<class T>
    [[nodiscard]] QFuture<Result<T, Failure>>
    withSecret(std::function<Result<T, Failure>(QByteArrayView secret)> act);
    [[nodiscard]] bool hasLeftAlarm(QByteArrayView secret);
    [[nodiscard]] bool beginAnew(QByteArrayView secret) const;

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
    [[nodiscard]] Standing standing() const;
    [[nodiscard]] bool settle() const;

    const QString directory_;
    const Log log_;
    DeviceSecret& secret_;
    const Clock& clock_;
    bool leavesAlarm_ = false;
};

} // namespace custos::app
