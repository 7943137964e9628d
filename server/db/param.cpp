#include "server/db/param.h"

#include "server/db/oid.h"
#include "server/db/wire.h"

namespace custos::db {

namespace {

std::string encode(std::int64_t value) {
    std::string out;
    wire::put(out, value);
    return out;
}

std::string encode(const std::string& value) {
    return value;
}

std::string encode(ledger::ByteView value) {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

std::string encode(const ledger::Bytes& value) {
    return encode(ledger::ByteView(value));
}

std::string encode(const ledger::Hash& value) {
    return encode(ledger::ByteView(value));
}

std::string encode(const ledger::Uuid& value) {
    return encode(ledger::ByteView(value.bytes));
}

std::string encode(ledger::UtcTime value) {
    return encode(std::int64_t((value - ledger::UtcTime(wire::epoch)).count()));
}

template<class T>
void putElement(std::string& out, const T& value) {
    const std::string bytes = encode(value);
    wire::put(out, std::int32_t(bytes.size()));
    out += bytes;
}

template<class T>
void putElement(std::string& out, const std::optional<T>& value) {
    if (value)
        putElement(out, *value);
    else
        wire::put(out, std::int32_t(-1));
}

template<class T>
constexpr bool mayBeNull(const std::vector<T>&) {
    return false;
}

template<class T>
constexpr bool mayBeNull(const std::vector<std::optional<T>>&) {
    return true;
}

/// array_send's form: dimensions, whether nulls may occur, element type, size and lower bound, elements.
template<class T>
std::string encodeArray(const std::vector<T>& values, unsigned element) {
    std::string out;
    wire::put(out, std::int32_t(values.empty() ? 0 : 1));
    wire::put(out, std::int32_t(mayBeNull(values) ? 1 : 0));
    wire::put(out, std::uint32_t(element));
    if (values.empty())
        return out;
    wire::put(out, std::int32_t(values.size()));
    wire::put(out, std::int32_t(1));
    for (const T& value : values)
        putElement(out, value);
    return out;
}

} // namespace

Param::Param(bool value)
    : type_(oid::boolean)
    , bytes_(1, value ? '\1' : '\0') {}

Param::Param(Integer value)
    : type_(oid::int8)
    , bytes_(encode(value.value)) {}

Param::Param(std::string_view value)
    : type_(oid::text)
    , bytes_(value) {}

Param::Param(const std::string& value)
    : Param(std::string_view(value)) {}

Param::Param(const char* value)
    : Param(std::string_view(value)) {}

Param::Param(ledger::ByteView value)
    : type_(oid::bytea)
    , bytes_(encode(value)) {}

Param::Param(const ledger::Bytes& value)
    : Param(ledger::ByteView(value)) {}

Param::Param(const ledger::Hash& value)
    : Param(ledger::ByteView(value)) {}

Param::Param(const ledger::Uuid& value)
    : type_(oid::uuid)
    , bytes_(encode(value)) {}

Param::Param(ledger::UtcTime value)
    : type_(oid::timestamptz)
    , bytes_(encode(value)) {}

Param::Param(std::chrono::sys_days value)
    : type_(oid::date) {
    wire::put(bytes_, std::int32_t((value - wire::epoch).count()));
}

Param::Param(const std::vector<std::int64_t>& values)
    : type_(oid::int8Array)
    , bytes_(encodeArray(values, oid::int8)) {}

Param::Param(const std::vector<std::string>& values)
    : type_(oid::textArray)
    , bytes_(encodeArray(values, oid::text)) {}

Param::Param(const std::vector<ledger::Uuid>& values)
    : type_(oid::uuidArray)
    , bytes_(encodeArray(values, oid::uuid)) {}

Param::Param(const std::vector<ledger::UtcTime>& values)
    : type_(oid::timestamptzArray)
    , bytes_(encodeArray(values, oid::timestamptz)) {}

Param::Param(const std::vector<ledger::Bytes>& values)
    : type_(oid::byteaArray)
    , bytes_(encodeArray(values, oid::bytea)) {}

Param::Param(const std::vector<ledger::Hash>& values)
    : type_(oid::byteaArray)
    , bytes_(encodeArray(values, oid::bytea)) {}

Param::Param(const std::vector<std::optional<ledger::Uuid>>& values)
    : type_(oid::uuidArray)
    , bytes_(encodeArray(values, oid::uuid)) {}

Param::Param(const std::vector<std::optional<std::string>>& values)
    : type_(oid::textArray)
    , bytes_(encodeArray(values, oid::text)) {}

Param::Param(const std::vector<std::optional<ledger::UtcTime>>& values)
    : type_(oid::timestamptzArray)
    , bytes_(encodeArray(values, oid::timestamptz)) {}

Param Param::nullOf(Param sample) {
    sample.null_ = true;
    sample.bytes_.clear();
    return sample;
}

} // namespace custos::db
