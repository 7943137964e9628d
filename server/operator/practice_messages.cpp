#include "server/operator/practice_messages.h"

#include <nlohmann/json.hpp>

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

/// Nothing for a line that lacks something, or has it of another type.
template<class T, class Make>
std::optional<T> read(const std::string& line, Make make) {
    try {
        return make(json::parse(line));
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

} // namespace

std::string toLine(const jobs::PracticeWanted& wanted) {
    json types = json::array();
    for (const auto& type : wanted.visitTypes)
        types.push_back({{"name", type.name}, {"minutes", type.minutes}});
    return json{{"code", wanted.code},
                {"name", wanted.name},
                {"location", wanted.location},
                {"time_zone", wanted.timeZone},
                {"providers", wanted.providers},
                {"opens", wanted.opens.count()},
                {"closes", wanted.closes.count()},
                {"rooms", wanted.rooms},
                {"visit_types", types},
                {"owner", toJson(wanted.owner)}}
        .dump();
}

std::string toLine(const InvitationRequest& request) {
    return json{{"practice", request.practice}, {"person", toJson(request.person)}}.dump();
}

std::string toLine(const PracticeReply& reply) {
    return json{{"enrolment", reply.enrolment}, {"invitation", reply.invitation}}.dump();
}

std::string practiceErrorLine(std::string_view code) {
    return json{{"error", code}}.dump();
}

std::optional<jobs::PracticeWanted> readPracticeWanted(const std::string& line) {
    return read<jobs::PracticeWanted>(line, [](const json& from) {
        jobs::PracticeWanted wanted{.code = from.at("code"),
                                    .name = from.at("name"),
                                    .location = from.at("location"),
                                    .timeZone = from.at("time_zone"),
                                    .providers = from.at("providers").get<std::vector<std::string>>(),
                                    .opens = std::chrono::minutes(from.at("opens").get<std::int32_t>()),
                                    .closes = std::chrono::minutes(from.at("closes").get<std::int32_t>()),
                                    .rooms = from.at("rooms").get<std::vector<std::string>>(),
                                    .visitTypes = {},
                                    .owner = personFrom(from.at("owner"))};
        for (const auto& type : from.at("visit_types"))
            wanted.visitTypes.push_back({.name = type.at("name"), .minutes = type.at("minutes")});
        return wanted;
    });
}

std::optional<InvitationRequest> readInvitationRequest(const std::string& line) {
    return read<InvitationRequest>(line, [](const json& from) {
        return InvitationRequest{from.at("practice"), personFrom(from.at("person"))};
    });
}

Result<PracticeReply, std::string> readPracticeReply(const std::string& line) {
    const auto reply = read<Result<PracticeReply, std::string>>(
        line, [](const json& from) -> Result<PracticeReply, std::string> {
            if (from.contains("error"))
                return unexpected(from.at("error").get<std::string>());
            return PracticeReply{from.at("enrolment"), from.at("invitation")};
        });
    return reply.value_or(unexpected(std::string("not_understood")));
}

} // namespace custos
