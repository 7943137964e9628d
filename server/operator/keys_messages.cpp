#include "server/operator/keys_messages.h"

#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

std::string toLine(const RotationRequest& request) {
    return lineOf({{"practice", request.practice}});
}

std::string toLine(const RotationTold& told) {
    return lineOf({{"done", told.done}, {"of", told.of}});
}

std::string toLine(const RotationEnd& end) {
    return lineOf({{"version", end.version}, {"unreadable", end.unreadable}, {"retired", end.retired}});
}

std::optional<RotationRequest> readRotationRequest(const std::string& line) {
    return fromLine(line, [](const json& from) { return RotationRequest{from.at("practice")}; });
}

Result<RotationNews, std::string> readRotationNews(const std::string& line) {
    return replyFrom(line, [](const json& from) -> RotationNews {
        if (from.contains("version"))
            return RotationEnd{integerOf<std::uint32_t>(from.at("version")),
                               integerOf<std::uint64_t>(from.at("unreadable")), from.at("retired")};
        return RotationTold{integerOf<std::uint64_t>(from.at("done")),
                            integerOf<std::uint64_t>(from.at("of"))};
    });
}

} // namespace custos
