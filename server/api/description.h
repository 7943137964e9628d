#pragma once

#include "server/http/message.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::api {

class BodySchema;

/// A query, path or header parameter as the description has it.
struct ParameterRule {
    enum class In { Path, Query, Header };
    enum class Type { Uuid, Date, DateTime, Integer, Text };

    In in = In::Query;
    std::string name; ///< Headers in lower case
    bool required = false;
    Type type = Type::Text;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::size_t minLength = 0;
    std::size_t maxLength = 0;
    std::string pattern; ///< ECMA 262; empty: none
};

/// One call of the API, as the description has it.
struct Endpoint {
    std::string operationId;
    http::Method method = http::Method::Other;
    std::vector<std::string> segments; ///< Of the path; `{id}` stands for one parameter.
    bool needsSession = false;
    std::string permission;         ///< Empty: any live session
    std::string auditAction;        ///< Empty: no entry of its own
    bool acceptsServiceKey = false; ///< `service_key` among its security schemes
    bool needsFreshFactor = false;  ///< `x-step-up`
    bool takesAway = false;   ///< `x-takes-away`: ends access and opens none, so that no rate refuses it
    bool showsFactor = false; ///< `x-shows-factor`: whether a person acts, its answer says and not its caller
    bool isSignIns = false;   ///< `x-process`: sign-in's own process answers it, and no other
    std::vector<ParameterRule> parameters;
    std::shared_ptr<const BodySchema> body; ///< Null: takes no body
};

/// The API's description (OpenAPI 3.1): the truth about which calls there are and what they take. Immutable
/// and thread-safe.
class Description {
public:
    /// Parses `openApiJson`. Throws std::runtime_error, naming the place, for what it does not understand:
    /// a rule that cannot be enforced must not pass for one that is.
    explicit Description(std::string_view openApiJson);

    [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
    [[nodiscard]] const std::string& text() const { return text_; }

    struct Match {
        const Endpoint* endpoint = nullptr; ///< Null with `pathKnown`: the method is not among the path's.
        bool pathKnown = false;
        std::string pathParameter; ///< Of the one `{id}`
    };
    [[nodiscard]] Match match(http::Method method, std::string_view path) const;

    /// The description that this program was built with, byte for byte.
    [[nodiscard]] static std::string_view builtIn();

private:
    std::string text_;
    std::vector<Endpoint> endpoints_;
};

} // namespace custos::api
