#pragma once

#include "models/domain/parked_work.h"
#include "models/domain/secret_bytes.h"

#include <QByteArrayView>

namespace custos::app {

/// Unfinished work over a lock: sealed in locked memory, never on disk (libsodium's secretbox, XSalsa20 and
/// Poly1305). The key is HKDF of the share that the server releases to a live session, here from sign-in to
/// lock and again from unlocking on; in between nothing in this process opens it. Lives on the GUI thread.
class SealedWork {
public:
    /// With each release of the share.
    void takeShare(QByteArrayView share);
    /// At lock. The key is gone when this returns. Without a key the work is dropped.
    void seal(const ParkedWork& work);
    /// What was sealed, once; nothing where it was sealed under another share, or was changed.
    [[nodiscard]] ParkedWork open();
    /// At the session's end, whatever ended it.
    void destroy();

private:
    SecretBytes key_;
    SecretBytes sealed_; ///< nonce, then ciphertext; empty where nothing was unfinished
};

} // namespace custos::app
