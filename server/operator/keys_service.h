#pragma once

#include "server/jobs/key_rotation.h"

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

class AdminConversation;

/// The server's end of `custosd keys rotate`. On the admin socket's thread, while requests go on; what it is
/// made of outlives it.
class KeysService {
public:
    struct Parts {
        jobs::RotationParts rotation;
        db::Pool& asKeys;
        log::Log& log;
    };
    explicit KeysService(Parts parts)
        : parts_(parts) {}

    /// Until it is done, something fails, or the other side is gone; what was done stays, and the same
    /// command goes on from there.
    void converse(AdminConversation& with) const;

private:
    void rotatePractice(AdminConversation& with, const std::string& code) const;
    void rotateKeyEncryption(AdminConversation& with) const;

    Parts parts_;
};

} // namespace custos
