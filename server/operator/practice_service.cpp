#include "server/operator/practice_service.h"

#include "server/operator/admin_lines.h"
#include "server/operator/practice_messages.h"

namespace custos {

void PracticeService::converseAboutCreation(AdminConversation& with) const {
    const auto wanted = requestFrom(with, &readPracticeWanted);
    if (!wanted)
        return;
    answer(with, wanted->code, "practice.created", jobs::Provisioning(parts_.provisioning).create(*wanted));
}

void PracticeService::converseAboutInvitation(AdminConversation& with) const {
    const auto request = requestFrom(with, &readInvitationRequest);
    if (!request)
        return;
    answer(with, request->practice, "practice.invited",
           jobs::Provisioning(parts_.provisioning).invite(request->practice, request->person));
}

void PracticeService::answer(AdminConversation& with, const std::string& code, log::Code event,
                             const Result<jobs::Welcome, jobs::ProvisioningError>& welcome) const {
    if (!welcome)
        return (void)with.writeLine(errorLine(jobs::code(welcome.error())));
    parts_.log.info(event, {log::Field::id("practice", welcome->practice.bytes)});
    auto enrolment = parts_.server;
    enrolment.practiceId = ledger::toText(welcome->practice);
    enrolment.practiceCode = code;
    enrolment.practiceName = welcome->practiceName;
    enrolment.issuedAt = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    (void)with.writeLine(toLine(
        PracticeReply{.enrolment = http::writeEnrolment(enrolment), .invitation = welcome->invitation}));
}

} // namespace custos
