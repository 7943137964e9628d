#include "server/db/rows.h"

#include "server/db/oid.h"
#include "server/db/pq.h"
#include "server/db/wire.h"

#include <cstdlib>

namespace custos::db {

void detail::ResultDeleter::operator()(void* result) const {
    PQclear(static_cast<PGresult*>(result));
}

Rows::Rows(detail::ResultHandle result)
    : result_(std::move(result)) {}

int Rows::size() const {
    return PQntuples(resultOf(result_));
}

std::int64_t Rows::affected() const {
    return std::strtoll(PQcmdTuples(resultOf(result_)), nullptr, 10);
}

Row Rows::at(int index) const {
    if (index < 0 || index >= size())
        throw ShapeError("no such row");
    return {*this, index};
}

// Rows are mostly read in the order of their columns, so the one after the last is tried first.
int Rows::indexOf(std::string_view column) const {
    const PGresult* result = resultOf(result_);
    const int count = PQnfields(result);
    for (int tried = 1; tried <= count; ++tried) {
        const int index = (lastIndex_ + tried) % count;
        if (column == PQfname(result, index))
            return lastIndex_ = index;
    }
    throw ShapeError("no such column: " + std::string(column));
}

Rows::Cell Rows::cell(int row, std::string_view column) const {
    const PGresult* result = resultOf(result_);
    const int index = indexOf(column);
    return {PQftype(result, index), PQgetisnull(result, row, index) == 1,
            std::string_view(PQgetvalue(result, row, index), std::size_t(PQgetlength(result, row, index)))};
}

namespace {

[[noreturn]] void wrongType(std::string_view column) {
    throw ShapeError("another type stands in column " + std::string(column));
}

struct Value {
    unsigned type;
    std::string_view bytes;
    std::string_view column;
};

void expect(bool right, const Value& value) {
    if (!right)
        wrongType(value.column);
}

void decode(const Value& value, bool& out) {
    expect(value.type == oid::boolean, value);
    out = value.bytes.at(0) != '\0';
}

void decode(const Value& value, std::int64_t& out) {
    switch (value.type) {
    case oid::int2:
        out = wire::take<std::int16_t>(value.bytes);
        return;
    case oid::int4:
        out = wire::take<std::int32_t>(value.bytes);
        return;
    case oid::int8:
    case oid::xid8:
        out = wire::take<std::int64_t>(value.bytes);
        return;
    default:
        wrongType(value.column);
    }
}

void decode(const Value& value, std::string& out) {
    // text, varchar, name and every enum send their characters; what has another form is not taken for text
    switch (value.type) {
    case oid::boolean:
    case oid::bytea:
    case oid::int2:
    case oid::int4:
    case oid::int8:
    case oid::xid8:
    case oid::date:
    case oid::time:
    case oid::timestamptz:
    case oid::uuid:
        wrongType(value.column);
    default:
        out.assign(value.bytes);
    }
}

void decode(const Value& value, ledger::Bytes& out) {
    expect(value.type == oid::bytea, value);
    out.assign(value.bytes.begin(), value.bytes.end());
}

void decode(const Value& value, ledger::ByteView& out) {
    expect(value.type == oid::bytea, value);
    out = ledger::asBytes(value.bytes);
}

void decode(const Value& value, ledger::Hash& out) {
    expect(value.type == oid::bytea && value.bytes.size() == out.size(), value);
    std::copy(value.bytes.begin(), value.bytes.end(), out.begin());
}

void decode(const Value& value, ledger::Uuid& out) {
    expect(value.type == oid::uuid && value.bytes.size() == out.bytes.size(), value);
    std::copy(value.bytes.begin(), value.bytes.end(), out.bytes.begin());
}

void decode(const Value& value, ledger::UtcTime& out) {
    expect(value.type == oid::timestamptz, value);
    out = ledger::UtcTime(wire::epoch) + std::chrono::microseconds(wire::take<std::int64_t>(value.bytes));
}

void decode(const Value& value, std::chrono::sys_days& out) {
    expect(value.type == oid::date, value);
    out = wire::epoch + std::chrono::days(wire::take<std::int32_t>(value.bytes));
}

void decode(const Value& value, std::chrono::microseconds& out) {
    expect(value.type == oid::time, value);
    out = std::chrono::microseconds(wire::take<std::int64_t>(value.bytes));
}

/// array_recv's form, one dimension, no nulls.
template<class T>
void decode(const Value& value, std::vector<T>& out) {
    std::string_view rest = value.bytes;
    const auto number = [&rest, &value] {
        expect(rest.size() >= 4, value);
        const auto taken = wire::take<std::int32_t>(rest.substr(0, 4));
        rest.remove_prefix(4);
        return taken;
    };
    const auto dimensions = number();
    (void)number();
    const auto element = unsigned(number());
    expect(dimensions == 0 || dimensions == 1, value);
    out.clear();
    if (dimensions == 0)
        return;
    const auto count = number();
    (void)number();
    for (std::int32_t i = 0; i < count; ++i) {
        const auto length = number();
        expect(length >= 0 && std::size_t(length) <= rest.size(), value);
        T decoded{};
        decode(Value{element, rest.substr(0, std::size_t(length)), value.column}, decoded);
        out.push_back(std::move(decoded));
        rest.remove_prefix(std::size_t(length));
    }
}

template<class T>
struct IsOptional : std::false_type {};
template<class T>
struct IsOptional<std::optional<T>> : std::true_type {};

} // namespace

bool Row::isNull(std::string_view column) const {
    return rows_->cell(index_, column).null;
}

template<class T>
T Row::get(std::string_view column) const {
    const auto cell = rows_->cell(index_, column);
    if constexpr (IsOptional<T>::value) {
        if (cell.null)
            return std::nullopt;
        typename T::value_type value{};
        decode(Value{cell.type, cell.bytes, column}, value);
        return value;
    } else {
        if (cell.null)
            throw ShapeError("null in column " + std::string(column));
        T value{};
        decode(Value{cell.type, cell.bytes, column}, value);
        return value;
    }
}

#define CUSTOS_ROW_TYPE(...)                                                                                 \
    template __VA_ARGS__ Row::get<__VA_ARGS__>(std::string_view) const;                                      \
    template std::optional<__VA_ARGS__> Row::get<std::optional<__VA_ARGS__>>(std::string_view) const

CUSTOS_ROW_TYPE(bool);
CUSTOS_ROW_TYPE(std::int64_t);
CUSTOS_ROW_TYPE(std::string);
CUSTOS_ROW_TYPE(ledger::Bytes);
CUSTOS_ROW_TYPE(ledger::ByteView);
CUSTOS_ROW_TYPE(ledger::Hash);
CUSTOS_ROW_TYPE(ledger::Uuid);
CUSTOS_ROW_TYPE(ledger::UtcTime);
CUSTOS_ROW_TYPE(std::chrono::sys_days);
CUSTOS_ROW_TYPE(std::chrono::microseconds);
CUSTOS_ROW_TYPE(std::vector<std::int64_t>);
CUSTOS_ROW_TYPE(std::vector<std::string>);
CUSTOS_ROW_TYPE(std::vector<ledger::Uuid>);
CUSTOS_ROW_TYPE(std::vector<ledger::Bytes>);
CUSTOS_ROW_TYPE(std::vector<ledger::Hash>);

#undef CUSTOS_ROW_TYPE

} // namespace custos::db
