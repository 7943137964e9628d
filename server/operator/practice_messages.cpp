#include "server/operator/practice_messages.h"

#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

namespace {

json toJson(const jobs::PersonWanted& person) {
    return {{"username", person.username},
            {"name", person.name},
            {"role", person.role},
            {"column", person.column}};
}

jobs::PersonWanted personFrom(const json& from) {
    return {.username = from.at("username"),
            .name = from.at("name"),
            .role = from.at("role"),
            .column = from.at("column")};
}

/// Whether a practice can open then is provisioning's to say.
std::chrono::minutes timeFrom(const json& from) {
    return std::chrono::minutes(integerOf<std::int32_t>(from));
}

} // namespace

std::string toLine(const jobs::PracticeWanted& wanted) {
    json types = json::array();
    for (const auto& type : wanted.visitTypes)
        types.push_back({{"name", type.name}, {"minutes", type.minutes}});
    return lineOf({{"code", wanted.code},
                   {"name", wanted.name},
                   {"location", wanted.location},
                   {"time_zone", wanted.timeZone},
                   {"providers", wanted.providers},
                   {"opens", wanted.opens.count()},
                   {"closes", wanted.closes.count()},
                   {"rooms", wanted.rooms},
                   {"visit_types", types},
                   {"owner", toJson(wanted.owner)}});
}

std::string toLine(const InvitationRequest& request) {
    return lineOf({{"practice", request.practice}, {"person", toJson(request.person)}});
}

std::string toLine(const PracticeReply& reply) {
    return lineOf({{"enrolment", reply.enrolment}, {"invitation", reply.invitation}});
}

std::optional<jobs::PracticeWanted> readPracticeWanted(const std::string& line) {
    return fromLine(line, [](const json& from) {
        jobs::PracticeWanted wanted{.code = from.at("code"),
                                    .name = from.at("name"),
                                    .location = from.at("location"),
                                    .timeZone = from.at("time_zone"),
                                    .providers = from.at("providers").get<std::vector<std::string>>(),
                                    .opens = timeFrom(from.at("opens")),
                                    .closes = timeFrom(from.at("closes")),
                                    .rooms = from.at("rooms").get<std::vector<std::string>>(),
                                    .visitTypes = {},
                                    .owner = personFrom(from.at("owner"))};
        for (const auto& type : from.at("visit_types"))
            wanted.visitTypes.push_back(
                {.name = type.at("name"), .minutes = integerOf<int>(type.at("minutes"))});
        return wanted;
    });
}

std::optional<InvitationRequest> readInvitationRequest(const std::string& line) {
    return fromLine(line, [](const json& from) {
        return InvitationRequest{from.at("practice"), personFrom(from.at("person"))};
    });
}

Result<PracticeReply, std::string> readPracticeReply(const std::string& line) {
    return replyFrom(line, [](const json& from) {
        return PracticeReply{from.at("enrolment"), from.at("invitation")};
    });
}

} // namespace custos
