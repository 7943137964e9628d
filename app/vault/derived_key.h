#pragma once

#include "models/domain/secret_bytes.h"

#include <QByteArrayView>

namespace custos::app {

/// 32 bytes by HKDF-SHA256 (RFC 5869). `purpose` keeps keys for different things apart.
[[nodiscard]] SecretBytes deriveKey(QByteArrayView secret, QByteArrayView salt, QByteArrayView purpose);

/// HMAC-SHA256 (RFC 2104), 32 bytes.
[[nodiscard]] QByteArray authenticate(QByteArrayView key, QByteArrayView message);
/// In constant time; false for a MAC of another length.
[[nodiscard]] bool isAuthentic(QByteArrayView key, QByteArrayView message, QByteArrayView mac);

} // namespace custos::app
