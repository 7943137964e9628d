#pragma once

#include "server/http/enrolment_file.h"
#include "server/jobs/provisioning.h"
#include "server/log/log.h"

namespace custos {

class AdminConversation;

/// The server's end of `custosd practice`. On the admin socket's thread, while requests go on; what it is
/// made of outlives it.
class PracticeService {
public:
    struct Parts {
        jobs::ProvisioningParts provisioning;
        http::Enrolment server; ///< What all enrolment files of this server have in common
        log::Log& log;
    };
    explicit PracticeService(Parts parts)
        : parts_(std::move(parts)) {}

    void converseAboutCreation(AdminConversation& with) const;
    void converseAboutInvitation(AdminConversation& with) const;

private:
    void answer(AdminConversation& with, const std::string& code, log::Code event,
                const Result<jobs::Welcome, jobs::ProvisioningError>& welcome) const;

    Parts parts_;
};

} // namespace custos
