#pragma once

#include "ledger/result.h"
#include "models/domain/secret_bytes.h"

#include <QFuture>
#include <QString>

#include <memory>

namespace custos::app {

/// The desktop's keychain, as far as Custos needs it: one secret per name.
class Keychain {
public:
    enum class Failure {
        Locked,     ///< There, but shut: nothing is known about what it holds.
        Unavailable ///< No service, no collection, refused, or no answer in time.
    };
    /// Null: the keychain is open and holds no such secret.
    using Secret = std::shared_ptr<const SecretBytes>;
    struct Written {};

    virtual ~Keychain() = default;
    [[nodiscard]] virtual QFuture<Result<Secret, Failure>> read(const QString& name) = 0;
    [[nodiscard]] virtual QFuture<Result<Written, Failure>> write(const QString& name,
                                                                  const Secret& secret) = 0;
};

} // namespace custos::app
