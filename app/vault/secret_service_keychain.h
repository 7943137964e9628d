#pragma once

#include "app/vault/keychain.h"

#include <QObject>

#include <chrono>

namespace custos::app {

/// QtKeychain over the Secret Service, with what QtKeychain cannot tell: a locked keychain answers a read
/// like one without the entry, so the service itself is asked first. Every job has a time limit: a write to a
/// service without a default collection never ends by itself. Lives on the GUI thread and never blocks it.
class SecretServiceKeychain final : public QObject, public Keychain {
    Q_OBJECT
public:
    explicit SecretServiceKeychain(std::chrono::milliseconds patience, QObject* parent = nullptr);
    explicit SecretServiceKeychain(QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<Secret, Failure>> read(const QString& name) override;
    [[nodiscard]] QFuture<Result<Written, Failure>> write(const QString& name, const Secret& secret) override;

private:
    enum class Found { Entry, Nothing };
    [[nodiscard]] QFuture<Result<Found, Failure>> look(const QString& name);
    [[nodiscard]] QFuture<Result<Found, Failure>> isCollectionOpen();
    [[nodiscard]] QFuture<Result<Secret, Failure>> readEntry(const QString& name);

    const std::chrono::milliseconds patience_;
};

} // namespace custos::app
