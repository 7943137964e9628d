#pragma once

#include "server/jobs/detection.h"

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

class AdminConversation;

/// The server's end of `custosd bait`. On the admin socket's thread, while requests go on; what it is made of
/// outlives it.
class BaitService {
public:
    struct Parts {
        jobs::DetectionParts detection;
        db::Pool& asKeys;
        log::Log& log;
    };
    explicit BaitService(Parts parts)
        : parts_(parts) {}

    /// One request, and its answer once the bait is laid out.
    void converse(AdminConversation& with) const;

private:
    /// How many stand then.
    [[nodiscard]] Result<std::int64_t, jobs::DetectionError> layOut(const ledger::Uuid& practice,
                                                                    int count) const;

    Parts parts_;
};

} // namespace custos
