#include "server/api/door.h"

#include "server/api/body_schema.h"
#include "server/api/wire.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <regex>

namespace custos::api {

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::size_t tokenBytes = 32;

Problem wrong(std::string_view place, const std::string& name) {
    return {.kind = ProblemKind::InvalidParameter, .pointer = std::string(place) + "/" + name};
}

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// base64url without padding (RFC 4648 section 5) of exactly 32 bytes.
std::optional<ledger::Bytes> decodeToken(std::string_view text) {
    ledger::Bytes bytes(tokenBytes);
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length != tokenBytes || end != text.data() + text.size())
        return std::nullopt;
    return bytes;
}

bool obeys(const ParameterRule& rule, const std::string& value) {
    using Type = ParameterRule::Type;
    if (value.size() < rule.minLength || value.size() > rule.maxLength)
        return false;
    switch (rule.type) {
    case Type::Uuid:
        return ledger::uuidFromText(value).has_value();
    case Type::Date:
        return parseDate(value).has_value();
    case Type::DateTime:
        return parseTime(value).has_value();
    case Type::Integer: {
        const auto number = integer(value);
        return number && *number >= rule.minimum && *number <= rule.maximum;
    }
    case Type::Text:
        break;
    }
    return rule.pattern.empty() || std::regex_match(value, std::regex(rule.pattern));
}

/// `"3"` with the quotes, a strong entity tag (RFC 9110 section 8.8.3).
std::optional<int> versionFrom(std::string_view tag) {
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
        return std::nullopt;
    const auto number = integer(tag.substr(1, tag.size() - 2));
    if (!number || *number < 1 || *number > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(*number);
}

bool isJson(std::string_view contentType) {
    auto type = contentType.substr(0, contentType.find(';'));
    while (!type.empty() && type.back() == ' ')
        type.remove_suffix(1);
    return type == "application/json";
}

void absorb(crypto_hash_sha256_state& state, std::string_view part) {
    const std::uint64_t size = part.size();
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof(size));
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
}

ledger::Hash fingerprintOf(const http::Request& request, const Call& call) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    absorb(state, http::name(request.method));
    absorb(state, request.path);
    absorb(state, std::to_string(call.version.value_or(0)));
    absorb(state, call.body.is_null() ? std::string() : call.body.dump());
    ledger::Hash hash{};
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

/// Fills a call piece by piece; the first fault ends it.
class Admission {
public:
    Admission(const Endpoint& endpoint, http::Request request)
        : endpoint_(endpoint)
        , request_(std::move(request)) {
        call_.endpoint = &endpoint;
    }

    Result<Call, Problem> run(const std::string& pathParameter) {
        if (auto fault = takeToken())
            return unexpected(*fault);
        if (auto fault = takePathParameter(pathParameter))
            return unexpected(*fault);
        if (auto fault = takeQuery())
            return unexpected(*fault);
        if (auto fault = takeHeaders())
            return unexpected(*fault);
        if (auto fault = takeBody())
            return unexpected(*fault);
        call_.personal = request_.header("custos-activity") == "user";
        call_.fingerprint = fingerprintOf(request_, call_);
        call_.address = std::move(request_.address);
        return std::move(call_);
    }

private:
    using Fault = std::optional<Problem>;

    Fault takeToken() {
        if (!endpoint_.needsSession)
            return std::nullopt;
        const auto header = request_.header("authorization");
        if (!header || !header->starts_with(bearer))
            return Problem{.kind = ProblemKind::NotSignedIn};
        const std::string_view text = header->substr(bearer.size());
        call_.serviceKey = endpoint_.acceptsServiceKey && text.starts_with(serviceKeyPrefix);
        auto token = decodeToken(call_.serviceKey ? text.substr(serviceKeyPrefix.size()) : text);
        if (!token)
            return Problem{.kind = ProblemKind::NotSignedIn};
        call_.token = std::move(*token);
        call_.tokenText = text;
        return std::nullopt;
    }

    Fault takePathParameter(const std::string& text) {
        for (const auto& rule : endpoint_.parameters) {
            if (rule.in != ParameterRule::In::Path)
                continue;
            // What is no id cannot name anything: answered like an id that names nothing.
            call_.id = ledger::uuidFromText(text);
            if (!call_.id)
                return Problem{.kind = ProblemKind::NotFound};
        }
        return std::nullopt;
    }

    [[nodiscard]] const ParameterRule* rule(ParameterRule::In in, std::string_view name) const {
        for (const auto& candidate : endpoint_.parameters)
            if (candidate.in == in && candidate.name == name)
                return &candidate;
        return nullptr;
    }

    Fault takeQuery() {
        for (auto& [name, value] : request_.query) {
            const auto* known = rule(ParameterRule::In::Query, name);
            if (!known || call_.queryText(name))
                return Problem{.kind = ProblemKind::InvalidParameter, .pointer = "query"};
            if (!obeys(*known, value))
                return wrong("query", known->name);
            call_.query.emplace_back(name, value);
        }
        for (const auto& known : endpoint_.parameters)
            if (known.in == ParameterRule::In::Query && known.required && !call_.queryText(known.name))
                return wrong("query", known.name);
        return std::nullopt;
    }

    Fault takeHeaders() {
        for (const auto& known : endpoint_.parameters)
            if (known.in == ParameterRule::In::Header)
                if (auto fault = takeHeader(known))
                    return fault;
        return std::nullopt;
    }

    Fault takeHeader(const ParameterRule& known) {
        const auto value = request_.header(known.name);
        if (!value)
            return known.required ? Fault(missing(known)) : std::nullopt;
        if (!obeys(known, std::string(*value)))
            return wrong("header", known.name);
        if (known.name == "idempotency-key")
            call_.key = ledger::uuidFromText(*value);
        if (known.name != "if-match")
            return std::nullopt;
        call_.version = versionFrom(*value);
        return call_.version ? std::nullopt : Fault(wrong("header", known.name));
    }

    static Problem missing(const ParameterRule& known) {
        if (known.name == "if-match")
            return {.kind = ProblemKind::PreconditionRequired, .pointer = "header/if-match"};
        return wrong("header", known.name);
    }

    Fault takeBody() {
        if (!endpoint_.body)
            return request_.body.empty() ? std::nullopt : Fault(Problem{.kind = ProblemKind::InvalidBody});
        if (!isJson(request_.header("content-type").value_or("")))
            return Problem{.kind = ProblemKind::UnsupportedMediaType};
        if (request_.body.size() > endpoint_.body->maxBytes())
            return Problem{.kind = ProblemKind::BodyTooLarge};
        auto parsed = parseStrictly(request_.body);
        if (!parsed)
            return Problem{.kind = ProblemKind::MalformedBody};
        if (auto fault = endpoint_.body->check(*parsed))
            return Problem{.kind = ProblemKind::InvalidBody, .pointer = fault->pointer};
        call_.body = std::move(*parsed);
        return std::nullopt;
    }

    const Endpoint& endpoint_;
    http::Request request_;
    Call call_;
};

} // namespace

std::optional<std::string> Call::queryText(std::string_view name) const {
    for (const auto& [field, value] : query)
        if (field == name)
            return value;
    return std::nullopt;
}

std::optional<std::int64_t> Call::queryInteger(std::string_view name) const {
    const auto text = queryText(name);
    return text ? integer(*text) : std::nullopt;
}

std::optional<ledger::Uuid> Call::queryId(std::string_view name) const {
    const auto text = queryText(name);
    return text ? ledger::uuidFromText(*text) : std::nullopt;
}

std::optional<std::chrono::sys_days> Call::queryDay(std::string_view name) const {
    const auto text = queryText(name);
    const auto date = text ? parseDate(*text) : std::nullopt;
    return date ? std::optional(std::chrono::sys_days(*date)) : std::nullopt;
}

Result<Call, Problem> Door::admit(http::Request request) const {
    const auto match = description_.match(request.method, request.path);
    if (!match.endpoint)
        return unexpected(
            Problem{.kind = match.pathKnown ? ProblemKind::MethodNotAllowed : ProblemKind::NoSuchPath});
    return Admission(*match.endpoint, std::move(request)).run(match.pathParameter);
}

} // namespace custos::api
