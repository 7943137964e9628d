#pragma once

#include "ledger/result.h"
#include "server/operator/admin_socket.h"

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace custos {

// How the conversations over the admin socket speak, all alike: a line is a JSON value. What each of them
// says stands in its own *_messages.h.

/// The code for a line that lacks something, or has it of another type.
inline constexpr std::string_view notUnderstood = "not_understood";
/// The operator's end's own code, where the server went away.
inline constexpr std::string_view noAnswer = "no_answer";

/// Whatever an operator typed; what is not UTF-8 of it is replaced: it is something to look up, and not
/// found. What will be stored is demanded to be UTF-8 before (operator_options.cpp).
[[nodiscard]] std::string lineOf(const nlohmann::json& value);

/// Whether `lineOf` leaves the text as it is.
[[nodiscard]] bool isUtf8(const std::string& text);

/// In place of an answer: a code that says why there is none.
[[nodiscard]] std::string errorLine(std::string_view code);

/// What an operator reads for a code. Static texts.
using Sentences = std::map<std::string_view, std::string_view>;
/// Out of the command's own sentences, or those that all commands have in common.
[[nodiscard]] std::string sentenceFor(std::string_view code, const Sentences& own);

/// The sentence for a socket that nobody answers at.
[[nodiscard]] std::string noServerAt(const std::filesystem::path& socket);

/// What a reading throws where a line has what it must, and not as it must.
class Misfit : public std::exception {};

/// A whole number within these bounds. Throws `Misfit` for any other value: json itself would make a number
/// of true, of 3.9 and of what is too large.
template<std::integral Number>
Number integerOf(const nlohmann::json& value, Number low = std::numeric_limits<Number>::min(),
                 Number high = std::numeric_limits<Number>::max()) {
    const auto within = [low, high](auto number) {
        return std::cmp_greater_equal(number, low) && std::cmp_less_equal(number, high);
    };
    const bool fits = value.is_number_unsigned()
                          ? within(value.get<std::uint64_t>())
                          : value.is_number_integer() && within(value.get<std::int64_t>());
    if (!fits)
        throw Misfit();
    return value.get<Number>();
}

/// What `make` makes of the line; nothing where it is not understood.
template<class Make>
auto fromLine(const std::string& line, Make make) -> std::optional<decltype(make(nlohmann::json()))> {
    try {
        return make(nlohmann::json::parse(line));
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    } catch (const Misfit&) {
        return std::nullopt;
    }
}

/// What the operator's end asks for; nothing, which it is told, where `read` does not understand the line.
/// Nothing either where it has gone: nobody would see what came of it, an invitation for one.
template<class Read>
auto requestFrom(AdminConversation& with, Read read) -> decltype(read(std::string())) {
    const auto line = with.readLine();
    auto request = line ? read(*line) : std::nullopt;
    if (!request)
        (void)with.writeLine(errorLine(notUnderstood));
    else if (with.isAbandoned())
        request.reset();
    return request;
}

/// The first answer to a request. It is read even if nothing could be written: whoever is turned away is told
/// why before they have said all, and hung up on.
[[nodiscard]] std::optional<std::string> answerTo(AdminConversation& server, const std::string& request);

/// What `make` makes of an answer, or the code that stands in its place.
template<class Make>
auto replyFrom(const std::string& line, Make make) -> Result<decltype(make(nlohmann::json())), std::string> {
    using Reply = Result<decltype(make(nlohmann::json())), std::string>;
    return fromLine(line,
                    [&make](const nlohmann::json& from) -> Reply {
                        if (from.contains("error"))
                            return unexpected(from.at("error").get<std::string>());
                        return make(from);
                    })
        .value_or(unexpected(std::string(notUnderstood)));
}

} // namespace custos
