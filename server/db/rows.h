#pragma once

#include "ledger/bytes.h"
#include "ledger/utc_time.h"
#include "ledger/uuid.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace custos::db {

/// The C++ side asked for what the statement does not give: a defect of ours, never the data's.
class ShapeError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

namespace detail {
struct ResultDeleter {
    void operator()(void* result) const;
};
using ResultHandle = std::unique_ptr<void, ResultDeleter>;
} // namespace detail

class Rows;

/// A row of a result; valid as long as its `Rows`.
class Row {
public:
    /// The value of a column, by its name in the statement. `T` is bool, std::int64_t (of int2, int4, int8,
    /// xid8), std::string (of text, varchar, enums), ledger::Bytes, ledger::ByteView (into the result),
    /// ledger::Hash, ledger::Uuid, ledger::UtcTime, std::chrono::sys_days, std::chrono::microseconds (of
    /// time: since midnight), a vector of integers, strings or ids, or `std::optional` of any of them.
    ///
    /// Throws ShapeError for an unknown column, another type, or a null outside an optional.
    template<class T>
    [[nodiscard]] T get(std::string_view column) const;

    [[nodiscard]] bool isNull(std::string_view column) const;

private:
    friend class Rows;
    Row(const Rows& rows, int index)
        : rows_(&rows)
        , index_(index) {}

    const Rows* rows_;
    int index_;
};

/// What one statement gave. Movable; owns its memory.
class Rows {
public:
    Rows(detail::ResultHandle result);

    [[nodiscard]] int size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// Rows inserted, updated, deleted or selected.
    [[nodiscard]] std::int64_t affected() const;
    [[nodiscard]] Row at(int index) const;
    [[nodiscard]] Row front() const { return at(0); }

    class Iterator {
    public:
        Iterator(const Rows& rows, int index)
            : rows_(&rows)
            , index_(index) {}
        Row operator*() const { return rows_->at(index_); }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return index_ == other.index_; }

    private:
        const Rows* rows_;
        int index_;
    };
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, size()}; }

private:
    friend class Row;
    struct Cell {
        unsigned type;
        bool null;
        std::string_view bytes;
    };
    [[nodiscard]] Cell cell(int row, std::string_view column) const;

    [[nodiscard]] int indexOf(std::string_view column) const;

    detail::ResultHandle result_;
    mutable int lastIndex_ = -1; ///< Where the last column stood; rows are read by one thread
};

} // namespace custos::db
