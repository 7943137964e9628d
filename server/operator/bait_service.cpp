#include "server/operator/bait_service.h"

#include "server/jobs/practices.h"
#include "server/log/log.h"
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
    const auto standing = layOut(*practice, request->count);
    (void)with.writeLine(standing ? toLine(BaitReply{*standing}) : errorLine(jobs::code(standing.error())));
}

Result<std::int64_t, jobs::DetectionError> BaitService::layOut(const ledger::Uuid& practice,
                                                               int count) const {
    jobs::Detection detection(parts_.detection, practice);
    if (auto wished = detection.wish(count, std::nullopt); !wished)
        return unexpected(wished.error());
    parts_.log.info("bait.wished",
                    {log::Field::id("practice", practice.bytes), log::Field::number("count", count)});
    if (auto tended = detection.tend(); !tended)
        return unexpected(tended.error());
    return detection.standing();
}

} // namespace custos
