#include "server/api/body_schema.h"

#include "ledger/uuid.h"
#include "server/api/wire.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

namespace custos::api {

namespace {

using nlohmann::json;

constexpr int maxDepth = 16;
constexpr std::size_t maxPointer = 200;
constexpr std::size_t escapedCharacter = 12; // bytes of `\ud83d\ude00`
constexpr std::size_t scalarRoom = 64;       // a number, a name out of a list, and what stands between
constexpr std::size_t whiteSpace = 1024;

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

/// valijson does not know what a UUID looks like, and gives every year a 29th of February.
bool lacksFormat(const json& value, const json& rule) {
    return value.is_string() && rule.contains("format") &&
           !hasFormat(value.get_ref<const std::string&>(), rule.at("format"));
}

std::size_t charactersOf(const std::string& utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// What has to be known before valijson looks: it runs a pattern over a text however long that is, recursing
/// for each character, looks at every item of a list however many there are, and counts the characters of a
/// text up to its first NUL.
bool exceeds(const json& value, const json& rule) {
    if (value.is_string() && rule.contains("maxLength"))
        return charactersOf(value.get_ref<const std::string&>()) > rule.at("maxLength").get<std::size_t>();
    if (value.is_array() && rule.contains("maxItems"))
        return value.size() > rule.at("maxItems").get<std::size_t>();
    if (value.is_object() && rule.contains("properties"))
        for (const auto& [name, member] : value.items())
            if (!rule.at("properties").contains(name))
                return true;
    return false;
}

BodyFault faultAt(std::string pointer) {
    return {.pointer = pointer.size() > maxPointer ? std::string() : std::move(pointer)};
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

    /// The first place, value and schema walked together, where `wrong(value, rule)`.
    template<class Wrong>
    [[nodiscard]] std::optional<std::string> firstPlace(const json& value, const json& unresolved,
                                                        const Wrong& wrong,
                                                        const std::string& at = "") const {
        const auto& rule = resolved(unresolved);
        if (const auto choices = rule.find("oneOf"); choices != rule.end())
            return firstPlaceInAll(value, *choices, wrong, at);
        if (wrong(value, rule))
            return at;
        if (value.is_array() && rule.contains("items"))
            for (std::size_t i = 0; i < value.size(); ++i)
                if (auto found = firstPlace(value[i], rule.at("items"), wrong, at + "/" + std::to_string(i)))
                    return found;
        if (value.is_object() && rule.contains("properties"))
            for (const auto& [name, member] : value.items())
                if (rule.at("properties").contains(name))
                    if (auto found = firstPlace(member, rule.at("properties").at(name), wrong,
                                                at + "/" + escaped(name)))
                        return found;
        return std::nullopt;
    }

    template<class Wrong>
    [[nodiscard]] std::optional<std::string>
    firstPlaceInAll(const json& value, const json& choices, const Wrong& wrong, const std::string& at) const {
        for (const auto& choice : choices)
            if (value.is_null() == (resolved(choice).value("type", "") == "null"))
                if (!firstPlace(value, choice, wrong, at))
                    return std::nullopt;
        return at;
    }

    /// The most bytes that a body may need: every character escaped (RFC 8259 section 7). Throws
    /// std::runtime_error for what may be of any size.
    [[nodiscard]] std::size_t room(const json& unresolved) const {
        const auto& rule = resolved(unresolved);
        if ((rule.contains("pattern") && !rule.contains("maxLength")) ||
            (rule.contains("items") && !rule.contains("maxItems")))
            throw std::runtime_error("the description sets no limit: " + rule.dump());
        std::size_t bytes = scalarRoom;
        for (const auto& choice : rule.value("oneOf", json::array()))
            bytes = std::max(bytes, room(choice));
        if (rule.contains("maxLength"))
            bytes = std::max(bytes, escapedCharacter * rule.at("maxLength").get<std::size_t>());
        if (rule.contains("maxItems"))
            bytes += rule.at("maxItems").get<std::size_t>() * room(rule.at("items"));
        const auto members = rule.value("properties", json::object());
        for (const auto& [name, member] : members.items())
            bytes += escapedCharacter * name.size() + room(member);
        return bytes;
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
    maxBytes_ = whiteSpace + compiled->room(compiled->root.at(compiled->place));
    compiled_ = std::move(compiled);
}

BodySchema::~BodySchema() = default;

std::optional<BodyFault> BodySchema::check(const json& body) const {
    const auto& schema = compiled_->root.at(compiled_->place);
    if (auto place = compiled_->firstPlace(body, schema, exceeds))
        return faultAt(std::move(*place));
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
    if (auto place = compiled_->firstPlace(body, schema, lacksFormat))
        return faultAt(std::move(*place));
    return std::nullopt;
}

} // namespace custos::api
