#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

std::string lineOf(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

bool isUtf8(const std::string& text) {
    try {
        return !json(text).dump().empty();
    } catch (const json::type_error&) {
        return false;
    }
}

std::string errorLine(std::string_view code) {
    return lineOf({{"error", code}});
}

std::string sentenceFor(std::string_view code, const Sentences& own) {
    static const Sentences common{
        {"busy", "the server is at work on another command; say this one again when that has ended"},
        {"no_practice", "the server has no practice of that code"},
        {"keys_missing", "the practice's keys do not open"},
        {"unavailable", "the database, the audit log or the token does not answer"},
        {noAnswer, "the server is gone, or does not answer"},
        {notUnderstood,
         "the server and this command do not understand each other: they are of different versions"},
    };
    for (const auto* sentences : {&own, &common})
        if (const auto found = sentences->find(code); found != sentences->end())
            return std::string(found->second);
    return "the server gave up (" + std::string(code) + ")";
}

std::optional<std::string> answerTo(AdminConversation& server, const std::string& request) {
    (void)server.writeLine(request);
    return server.readLine();
}

std::string noServerAt(const std::filesystem::path& socket) {
    return "no server answers at " + socket.string();
}

} // namespace custos
