#include "server/api/body_schema.h"

#include "ledger/uuid.h"
#include "server/api/wire.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <set>
#include <stdexcept>
#include <vector>

namespace custos::api {

namespace {

using nlohmann::json;

constexpr int maxDepth = 16;
constexpr std::size_t maxPointer = 200;

/// Refuses a second member of the same name, and what lies too deep, while the text is being read.
class StrictReader {
public:
    bool operator()(int depth, json::parse_event_t event, json& parsed) {
        if (depth > maxDepth)
            sound_ = false;
        if (event == json::parse_event_t::object_start)
            names_.emplace_back();
        else if (event == json::parse_event_t::object_end)
            names_.pop_back();
        else if (event == json::parse_event_t::key)
            sound_ = names_.back().insert(parsed.get<std::string>()).second && sound_;
        return sound_;
    }
    [[nodiscard]] bool sound() const { return sound_; }

private:
    std::vector<std::set<std::string>> names_;
    bool sound_ = true;
};

/// The parser recurses nowhere, but a body of a million brackets need not even be parsed.
bool withinDepth(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > maxDepth)
                return false;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return true;
}

std::string escaped(std::string_view token) {
    std::string out;
    for (const char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

/// From valijson's `<root>`, `[name]`, `[3]`.
std::string pointerOf(const std::vector<std::string>& context) {
    std::string pointer;
    for (const auto& step : context)
        if (step.size() > 2 && step.front() == '[')
            pointer += "/" + escaped(std::string_view(step).substr(1, step.size() - 2));
    return pointer.size() > maxPointer ? std::string() : pointer;
}

bool hasFormat(const std::string& text, const std::string& format) {
    if (format == "uuid")
        return ledger::uuidFromText(text).has_value();
    if (format == "date")
        return parseDate(text).has_value();
    if (format == "date-time")
        return parseTime(text).has_value();
    return false;
}

} // namespace

std::optional<json> parseStrictly(std::string_view text) {
    if (!withinDepth(text))
        return std::nullopt;
    StrictReader reader;
    auto parsed = json::parse(text, std::ref(reader), false);
    if (!reader.sound() || parsed.is_discarded())
        return std::nullopt;
    return parsed;
}

struct BodySchema::Compiled {
    json root;
    json::json_pointer place;
    valijson::Schema schema;

    [[nodiscard]] const json& resolved(const json& rule) const {
        const auto reference = rule.find("$ref");
        return reference == rule.end()
                   ? rule
                   : resolved(root.at(json::json_pointer(reference->get<std::string>().substr(1))));
    }

    /// valijson does not look at `format`. Returns where it is not met.
    [[nodiscard]] std::optional<std::string> wrongFormat(const json& value, const json& unresolved,
                                                         const std::string& at) const {
        const auto& rule = resolved(unresolved);
        if (const auto choices = rule.find("oneOf"); choices != rule.end())
            return wrongFormatInAll(value, *choices, at);
        if (value.is_string() && rule.contains("format"))
            return hasFormat(value.get_ref<const std::string&>(), rule.at("format")) ? std::nullopt
                                                                                     : std::optional(at);
        if (value.is_array() && rule.contains("items"))
            for (std::size_t i = 0; i < value.size(); ++i)
                if (auto wrong = wrongFormat(value[i], rule.at("items"), at + "/" + std::to_string(i)))
                    return wrong;
        if (value.is_object() && rule.contains("properties"))
            for (const auto& [name, member] : value.items())
                if (rule.at("properties").contains(name))
                    if (auto wrong =
                            wrongFormat(member, rule.at("properties").at(name), at + "/" + escaped(name)))
                        return wrong;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::string> wrongFormatInAll(const json& value, const json& choices,
                                                              const std::string& at) const {
        for (const auto& choice : choices)
            if (value.is_null() == (resolved(choice).value("type", "") == "null"))
                if (!wrongFormat(value, choice, at))
                    return std::nullopt;
        return at;
    }
};

BodySchema::BodySchema(const json& description, const std::string& reference) {
    auto compiled = std::make_unique<Compiled>();
    compiled->root = {{"components", description.at("components")}, {"$ref", reference}};
    compiled->place = json::json_pointer(reference.substr(1));
    if (!compiled->root.contains(compiled->place))
        throw std::runtime_error("the description lacks " + reference);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    const valijson::adapters::NlohmannJsonAdapter adapter(compiled->root);
    parser.populateSchema(adapter, compiled->schema);
    compiled_ = std::move(compiled);
}

BodySchema::~BodySchema() = default;

std::optional<BodyFault> BodySchema::check(const json& body) const {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter adapter(body);
    if (!validator.validate(compiled_->schema, adapter, &results)) {
        valijson::ValidationResults::Error error;
        std::string deepest;
        while (results.popError(error))
            if (auto pointer = pointerOf(error.context); pointer.size() > deepest.size())
                deepest = std::move(pointer);
        return BodyFault{.pointer = deepest};
    }
    if (auto wrong = compiled_->wrongFormat(body, compiled_->root.at(compiled_->place), ""))
        return BodyFault{.pointer = wrong->size() > maxPointer ? std::string() : *wrong};
    return std::nullopt;
}

} // namespace custos::api
