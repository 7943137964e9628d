#pragma once

#include <string_view>

namespace custos::db {

/// One SQL statement, known when the program is compiled: a statement put together at run time does not
/// compile. What varies goes in as a parameter.
class Query {
public:
    consteval Query(std::string_view name, std::string_view sql)
        : name_(name)
        , sql_(sql) {}

    [[nodiscard]] constexpr std::string_view name() const { return name_; }
    /// Ends with a zero byte.
    [[nodiscard]] constexpr const char* sql() const { return sql_.data(); }

private:
    std::string_view name_;
    std::string_view sql_;
};

} // namespace custos::db
