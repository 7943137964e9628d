#include "tests/server/matrix/expectations.h"

#include <algorithm>
#include <set>

namespace custos::testing {

namespace {

using nlohmann::json;

/// Which members of answers are PHI, and which are known not to be.
class Fields {
public:
    explicit Fields(const json& lists)
        : phi_(lists.at("phi").get<std::set<std::string>>())
        , clear_(lists.at("clear").get<std::set<std::string>>()) {}

    bool isPhi(const std::string& schema, const std::string& member) {
        used_.insert(schema + "." + member);
        used_.insert(schema + ".*");
        return phi_.contains(schema + "." + member);
    }
    [[nodiscard]] bool isKnown(const std::string& schema, const std::string& member) const {
        return phi_.contains(schema + "." + member) || clear_.contains(schema + "." + member) ||
               clear_.contains(schema + ".*");
    }
    /// Of what no answer has.
    [[nodiscard]] std::vector<std::string> unused() const {
        std::vector<std::string> left;
        for (const auto* list : {&phi_, &clear_})
            std::set_difference(list->begin(), list->end(), used_.begin(), used_.end(),
                                std::back_inserter(left));
        return left;
    }

private:
    std::set<std::string> phi_;
    std::set<std::string> clear_;
    std::set<std::string> used_;
};

/// Walks an answer's schema and notes its leaves.
class Walk {
public:
    Walk(const json& description, Fields& fields, std::set<std::string>& gaps)
        : description_(description)
        , fields_(fields)
        , gaps_(gaps) {}

    std::vector<std::string> phiIn(const json& schema) {
        found_.clear();
        if (schema.is_object()) // 204 has none
            enter(schema, "", "", "");
        return found_;
    }

private:
    void enter(const json& schema, const std::string& path, const std::string& owner,
               const std::string& member) {
        if (schema.contains("$ref")) {
            const auto pointer = schema.at("$ref").get<std::string>().substr(1);
            const auto& target = description_.at(json::json_pointer(pointer));
            const auto name = pointer.substr(pointer.rfind('/') + 1);
            if (target.contains("properties"))
                return members(target, path, name);
            return enter(target, path, owner, member);
        }
        for (const char* alternatives : {"oneOf", "anyOf"})
            if (schema.contains(alternatives)) {
                for (const auto& alternative : schema.at(alternatives))
                    if (alternative.value("type", "") != "null")
                        enter(alternative, path, owner, member);
                return;
            }
        if (schema.value("type", "") == "array")
            return enter(schema.at("items"), path + "[]", owner, member);
        if (schema.contains("properties"))
            return members(schema, path, owner);
        leaf(path, owner, member);
    }

    void members(const json& schema, const std::string& path, const std::string& name) {
        for (const auto& [key, value] : schema.at("properties").items())
            enter(value, path.empty() ? key : path + "." + key, name, key);
    }

    void leaf(const std::string& path, const std::string& owner, const std::string& member) {
        if (owner.empty())
            return;
        if (fields_.isPhi(owner, member) && std::find(found_.begin(), found_.end(), path) == found_.end())
            found_.push_back(path);
        if (!fields_.isKnown(owner, member))
            gaps_.insert("nobody says whether the answer's member " + owner + "." + member + " is PHI");
    }

    const json& description_;
    Fields& fields_;
    std::set<std::string>& gaps_;
    std::vector<std::string> found_;
};

struct Described {
    std::string method;
    std::string path;
    json operation;
};

std::map<std::string, Described> callsOf(const json& description) {
    std::map<std::string, Described> calls;
    for (const auto& [path, item] : description.at("paths").items())
        for (const auto& [method, operation] : item.items()) {
            auto upper = method;
            std::transform(upper.begin(), upper.end(), upper.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            calls[operation.at("operationId")] = {upper, path, operation};
        }
    return calls;
}

/// The first success's status and schema.
std::pair<int, json> successOf(const json& operation) {
    for (const auto& [status, response] : operation.at("responses").items())
        if (status.front() == '2') {
            json schema;
            if (response.contains("content"))
                schema = response.at("content").begin()->at("schema");
            return {std::stoi(status), schema};
        }
    return {0, {}};
}

bool takesHeader(const json& operation, const std::string& name) {
    const auto parameters = operation.value("parameters", json::array());
    return std::any_of(parameters.begin(), parameters.end(), [&](const json& parameter) {
        return parameter.at("in") == "header" && parameter.at("name") == name;
    });
}

Expectation expectationFrom(const std::string& name, const json& row, const Described& call) {
    Expectation expected;
    expected.name = name;
    expected.method = call.method;
    expected.path = call.path;
    expected.publicStatus = row.value("public", 0);
    expected.absent = row.value("absent", 404);
    expected.object = row.value("object", "");
    expected.pathObject = row.value("names", expected.object);
    expected.ofAllPractices = row.value("of_all_practices", false);
    expected.namesColleagues = row.value("names_colleagues", false);
    expected.throwaway = row.value("throwaway", false);
    expected.changes = takesHeader(call.operation, "Idempotency-Key");
    expected.versioned = takesHeader(call.operation, "If-Match");
    expected.query = row.value("query", "");
    expected.body = row.value("body", json());
    const auto [status, schema] = successOf(call.operation);
    expected.success = row.value("answers", status);
    expected.stream = call.operation.dump().find("text/event-stream") != std::string::npos;
    return expected;
}

} // namespace

Expectations readExpectations(const json& table, const json& description) {
    Expectations expectations;
    std::set<std::string> gaps;
    Fields fields(table.at("fields"));
    Walk walk(description, fields, gaps);
    const auto calls = callsOf(description);
    const auto forPrograms = table.at("programs").at("calls").get<std::set<std::string>>();
    std::set<std::string> spokenOf;
    for (const auto& [name, row] : table.at("operations").items()) {
        const auto operationId = name.substr(0, name.find('/'));
        const auto call = calls.find(operationId);
        if (call == calls.end()) {
            gaps.insert("the description has no call " + operationId);
            continue;
        }
        spokenOf.insert(operationId);
        auto expected = expectationFrom(name, row, call->second);
        expected.phi = walk.phiIn(successOf(call->second.operation).second);
        expected.programs = forPrograms.contains(operationId);
        if (row.contains("who"))
            expected.who = table.at("sets").at(row.at("who").get<std::string>()).at("roles");
        expectations.operations.push_back(std::move(expected));
    }
    for (const auto& [operationId, call] : calls)
        if (!spokenOf.contains(operationId))
            gaps.insert("the table does not say who may " + operationId);
    for (const auto& operationId : forPrograms)
        if (!spokenOf.contains(operationId))
            gaps.insert("no call " + operationId + " for programs");
    for (const auto& field : fields.unused())
        gaps.insert("no answer has the member " + field);
    for (const auto& [kind, source] : table.at("objects").items())
        if (source.is_object())
            expectations.objects[kind] = {source.at("own"), source.value("outside", "")};
    expectations.gaps.assign(gaps.begin(), gaps.end());
    return expectations;
}

} // namespace custos::testing
