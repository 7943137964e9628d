#pragma once

#include "app/vault/keychain.h"

#include <QHash>
#include <QPromise>

#include <optional>

namespace custos::test {

/// A keychain that fails when it is told to; the real one is tested on a real bus.
class MemoryKeychain final : public app::Keychain {
public:
    std::optional<Failure> failure;
    bool forgetsWrites = false;
    int writes = 0;
    QHash<QString, QByteArray> entries;

    QFuture<Result<Secret, Failure>> read(const QString& name) override {
        if (failure)
            return ready<Secret>(unexpected<Failure>(*failure));
        if (!entries.contains(name))
            return ready<Secret>(Secret());
        return ready<Secret>(std::make_shared<const SecretBytes>(SecretBytes::copy(entries.value(name))));
    }
    QFuture<Result<Written, Failure>> write(const QString& name, const Secret& secret) override {
        ++writes;
        if (failure)
            return ready<Written>(unexpected<Failure>(*failure));
        if (!forgetsWrites)
            entries.insert(name, secret->view().toByteArray());
        return ready<Written>(Written());
    }

private:
    template<class T>
    static QFuture<Result<T, Failure>> ready(Result<T, Failure> result) {
        QPromise<Result<T, Failure>> promise;
        promise.start();
        promise.addResult(std::move(result));
        promise.finish();
        return promise.future();
    }
};

} // namespace custos::test
