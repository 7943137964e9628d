#pragma once

#include "ledger/bytes.h"
#include "ledger/utc_time.h"
#include "ledger/uuid.h"

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::db {

/// One value on its way to the server, in PostgreSQL's binary format and with its type, so that the server
/// never guesses. A null has a type too: pass an empty `std::optional`.
///
/// C++ type to SQL type: bool, integers (int8), text, `ledger::Bytes`/`ByteView`/`Hash` (bytea),
/// `ledger::Uuid` (uuid), `ledger::UtcTime` (timestamptz), `sys_days` (date), and vectors of these as arrays.
class Param {
public:
    Param(bool value);
    template<std::integral T>
    requires(!std::same_as<T, bool>) Param(T value)
        : Param(Integer{static_cast<std::int64_t>(value)}) {}
    Param(std::string_view value);
    Param(const std::string& value);
    Param(const char* value);
    Param(ledger::ByteView value);
    Param(const ledger::Bytes& value);
    Param(const ledger::Hash& value);
    Param(const ledger::Uuid& value);
    Param(ledger::UtcTime value);
    Param(std::chrono::sys_days value);

    Param(const std::vector<std::int64_t>& values);
    Param(const std::vector<std::string>& values);
    Param(const std::vector<ledger::Uuid>& values);
    Param(const std::vector<ledger::UtcTime>& values);
    Param(const std::vector<ledger::Bytes>& values);
    Param(const std::vector<ledger::Hash>& values);
    Param(const std::vector<std::optional<ledger::Uuid>>& values);
    Param(const std::vector<std::optional<std::string>>& values);
    Param(const std::vector<std::optional<ledger::UtcTime>>& values);

    template<class T>
    Param(const std::optional<T>& value)
        : Param(value ? Param(*value) : nullOf(Param(T{}))) {}

    [[nodiscard]] unsigned type() const { return type_; }
    [[nodiscard]] bool isNull() const { return null_; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    struct Integer {
        std::int64_t value;
    };
    explicit Param(Integer value);
    [[nodiscard]] static Param nullOf(Param sample);

    unsigned type_ = 0;
    bool null_ = false;
    std::string bytes_;
};

} // namespace custos::db
