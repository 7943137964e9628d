#include "server/api/description.h"

#include "server/api/body_schema.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace custos::api {

namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& place) {
    throw std::runtime_error("the API description is not understood at " + place);
}

http::Method methodFrom(const std::string& word) {
    static const std::vector<std::pair<std::string, http::Method>> known{{"get", http::Method::Get},
                                                                         {"post", http::Method::Post},
                                                                         {"patch", http::Method::Patch},
                                                                         {"put", http::Method::Put},
                                                                         {"delete", http::Method::Delete}};
    for (const auto& [name, method] : known)
        if (name == word)
            return method;
    refuse("method " + word);
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool isParameter(const std::string& segment) {
    return segment.starts_with('{');
}

ParameterRule::In placeOf(const std::string& word) {
    if (word == "path")
        return ParameterRule::In::Path;
    if (word == "query")
        return ParameterRule::In::Query;
    if (word == "header")
        return ParameterRule::In::Header;
    refuse("parameter in " + word);
}

ParameterRule::Type typeOf(const json& schema) {
    using Type = ParameterRule::Type;
    const auto type = schema.at("type").get<std::string>();
    const auto format = schema.value("format", "");
    if (type == "integer")
        return Type::Integer;
    if (type != "string")
        refuse("parameter type " + type);
    if (format.empty())
        return Type::Text;
    if (format == "uuid")
        return Type::Uuid;
    if (format == "date")
        return Type::Date;
    if (format == "date-time")
        return Type::DateTime;
    refuse("format " + format);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

ParameterRule parameterFrom(const json& source) {
    const auto& schema = source.at("schema");
    ParameterRule rule;
    rule.in = placeOf(source.at("in"));
    const auto name = source.at("name").get<std::string>();
    rule.name = rule.in == ParameterRule::In::Header ? lower(name) : name;
    rule.required = source.value("required", false);
    rule.type = typeOf(schema);
    rule.minimum = schema.value("minimum", std::numeric_limits<std::int64_t>::min());
    rule.maximum = schema.value("maximum", std::numeric_limits<std::int64_t>::max());
    rule.minLength = schema.value("minLength", std::size_t{0});
    rule.maxLength = schema.value("maxLength", std::size_t{1024});
    rule.pattern = schema.value("pattern", "");
    return rule;
}

std::shared_ptr<const BodySchema> bodyOf(const json& operation, const json& description) {
    const auto body = operation.find("requestBody");
    if (body == operation.end())
        return nullptr;
    const auto& schema = body->at("content").at("application/json").at("schema");
    if (!schema.contains("$ref"))
        refuse("an inline body of " + operation.at("operationId").get<std::string>());
    return std::make_shared<const BodySchema>(description, schema.at("$ref").get<std::string>());
}

Endpoint endpointFrom(const std::string& path, const std::string& method, const json& operation,
                      const json& description) {
    Endpoint endpoint;
    endpoint.operationId = operation.at("operationId");
    endpoint.method = methodFrom(method);
    endpoint.segments = split(path);
    endpoint.needsSession = operation.contains("security") && !operation.at("security").empty();
    for (const auto& scheme : operation.value("security", json::array()))
        endpoint.acceptsServiceKey = endpoint.acceptsServiceKey || scheme.contains("service_key");
    endpoint.permission = operation.value("x-permission", "");
    endpoint.auditAction = operation.value("x-audit", "");
    endpoint.needsFreshFactor = operation.value("x-step-up", false);
    endpoint.takesAway = operation.value("x-takes-away", false);
    endpoint.showsFactor = operation.value("x-shows-factor", false);
    endpoint.isSignIns = operation.contains("x-process");
    if (endpoint.isSignIns && operation.at("x-process") != "sign-in")
        refuse("x-process of " + endpoint.operationId);
    if (endpoint.acceptsServiceKey && (endpoint.permission.empty() || endpoint.needsFreshFactor))
        refuse("service_key of " + endpoint.operationId);
    if (endpoint.needsFreshFactor && (!endpoint.needsSession || endpoint.auditAction.empty()))
        refuse("x-step-up of " + endpoint.operationId);
    if (endpoint.takesAway && !endpoint.needsSession)
        refuse("x-takes-away of " + endpoint.operationId);
    if (endpoint.showsFactor && !(endpoint.needsSession && endpoint.isSignIns))
        refuse("x-shows-factor of " + endpoint.operationId);
    for (const auto& parameter : operation.value("parameters", json::array()))
        endpoint.parameters.push_back(parameterFrom(parameter));
    endpoint.body = bodyOf(operation, description);
    return endpoint;
}

} // namespace

Description::Description(std::string_view openApiJson)
    : text_(openApiJson) {
    const auto parsed = json::parse(openApiJson);
    for (const auto& [path, item] : parsed.at("paths").items())
        for (const auto& [method, operation] : item.items())
            endpoints_.push_back(endpointFrom(path, method, operation, parsed));
}

Description::Match Description::match(http::Method method, std::string_view path) const {
    Match match;
    const auto segments = split(path);
    const auto fits = [&](const Endpoint& endpoint) {
        return std::equal(
            endpoint.segments.begin(), endpoint.segments.end(), segments.begin(), segments.end(),
            [](const auto& rule, const auto& given) { return isParameter(rule) || rule == given; });
    };
    for (const auto& endpoint : endpoints_) {
        if (!fits(endpoint))
            continue;
        match.pathKnown = true;
        if (endpoint.method != method)
            continue;
        match.endpoint = &endpoint;
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (isParameter(endpoint.segments[i]))
                match.pathParameter = segments[i];
        return match;
    }
    return match;
}

} // namespace custos::api
