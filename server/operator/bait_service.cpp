#include "server/operator/bait_service.h"

#include "server/jobs/practices.h"
#include "server/operator/admin_lines.h"
#include "server/operator/bait_messages.h"

namespace custos {

void BaitService::converse(AdminConversation& with) const {
    const auto request = requestFrom(with, &readBaitRequest);
    if (!request)
        return;
    const auto practice = jobs::findPractice(parts_.asKeys, request->practice);
    if (!practice)
        return (void)with.writeLine(errorLine(jobs::code(practice.error())));
    jobs::Detection detection(parts_.detection, *practice);
    const auto done =
        detection.wish(request->count, std::nullopt).and_then([&detection] { return detection.tend(); });
    (void)with.writeLine(done ? toLine(BaitReply{request->count}) : errorLine(jobs::code(done.error())));
}

} // namespace custos
