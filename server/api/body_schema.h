#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace custos::api {

/// Where a body is not what its schema says, as an RFC 6901 pointer (empty: the whole). What stood there is
/// not repeated.
struct BodyFault {
    std::string pointer;
};

/// JSON of at most 16 levels, without repeated members.
[[nodiscard]] std::optional<nlohmann::json> parseStrictly(std::string_view text);

/// One body's schema: JSON Schema as OpenAPI 3.1 uses it, formats `uuid`, `date` and `date-time` included.
/// Immutable and thread-safe.
class BodySchema {
public:
    /// `reference` is a JSON pointer into the description, `#/components/schemas/SignIn`.
    BodySchema(const nlohmann::json& description, const std::string& reference);
    ~BodySchema();
    BodySchema(const BodySchema&) = delete;
    BodySchema& operator=(const BodySchema&) = delete;

    [[nodiscard]] std::optional<BodyFault> check(const nlohmann::json& body) const;
    /// No body that the schema allows is longer, but for white space: what is need not be parsed.
    [[nodiscard]] std::size_t maxBytes() const { return maxBytes_; }

private:
    struct Compiled;
    std::size_t maxBytes_ = 0;
    std::unique_ptr<const Compiled> compiled_;
};

} // namespace custos::api
