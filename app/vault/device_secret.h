#pragma once

#include "app/vault/keychain.h"

#include <QObject>
#include <QPromise>

#include <functional>
#include <vector>

namespace custos::app {

/// The 32 random bytes by which this computer is itself to one practice: half of the cache's key, and what
/// authenticates the remembered checkpoints. They live in the keychain, and here only for as long as an
/// answer takes.
///
/// They are made in one case alone: an open keychain that has none. Then everything that an older secret
/// protected is unreadable anyway and is done away with first (`prepare`); where that fails none is made.
class DeviceSecret : public QObject {
    Q_OBJECT
public:
    using Prepare = std::function<bool(QByteArrayView fresh)>;

    /// `name` tells practices apart in the keychain.
    DeviceSecret(Keychain& keychain, QString name, Prepare prepare, QObject* parent = nullptr);

    /// Never a null secret.
    [[nodiscard]] QFuture<Result<Keychain::Secret, Keychain::Failure>> get();

private:
    using Answer = Result<Keychain::Secret, Keychain::Failure>;
    void read();
    void make();
    void confirm(const Keychain::Secret& fresh);
    void answer(const Answer& answer);

    Keychain& keychain_;
    const QString name_;
    const Prepare prepare_;
    std::vector<QPromise<Answer>> waiting_; ///< All who asked while it was being fetched or made.
};

} // namespace custos::app
