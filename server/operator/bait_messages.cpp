#include "server/operator/bait_messages.h"

#include "server/operator/admin_lines.h"
#include "server/operator/options.h"

namespace custos {

using nlohmann::json;

std::string toLine(const BaitRequest& request) {
    return lineOf({{"practice", request.practice}, {"count", request.count}});
}

std::string toLine(const BaitReply& reply) {
    return lineOf({{"standing", reply.standing}});
}

std::optional<BaitRequest> readBaitRequest(const std::string& line) {
    return fromLine(line, [](const json& from) {
        return BaitRequest{from.at("practice"), integerOf(from.at("count"), 0, mostBait)};
    });
}

Result<BaitReply, std::string> readBaitReply(const std::string& line) {
    return replyFrom(
        line, [](const json& from) { return BaitReply{integerOf<std::int64_t>(from.at("standing"), 0)}; });
}

} // namespace custos
