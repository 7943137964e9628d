#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace custos::log {

/// Words that stand in our own source. Nothing that came from a person, a patient's record or the network can
/// become one: the constructor exists at compile time only. That is the redaction.
class Code {
public:
    template<std::size_t N>
    consteval Code(const char (&literal)[N]) // NOLINT(google-explicit-constructor): a literal reads best bare
        : text_(literal, N - 1) {
        for (const char c : text_)
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' &&
                c != '.' && c != '-')
                throw "a code is made of letters, digits and _ . -";
    }
    [[nodiscard]] std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// One fact of a log line: an id, a number or a code. There is deliberately no way to give a string.
class Field {
public:
    [[nodiscard]] static Field id(Code key, std::span<const std::uint8_t, 16> uuid);
    [[nodiscard]] static Field number(Code key, std::int64_t value);
    [[nodiscard]] static Field code(Code key, Code value);
    /// A peer's network address. Anything that is not made of hexadecimal digits, `.`, `:` and `%` is
    /// written as `invalid`.
    [[nodiscard]] static Field address(Code key, std::string_view address);
    /// Five characters of upper-case letters and digits (SQLSTATE, ISO/IEC 9075-2 section 24.1); else
    /// `invalid`.
    [[nodiscard]] static Field sqlState(Code key, std::string_view state);

    void appendTo(std::string& line) const;

private:
    enum class Kind : std::uint8_t { Text, Number };
    Field(Code key, Kind kind);

    Code key_;
    Kind kind_;
    std::int64_t number_ = 0;
    std::uint8_t length_ = 0;
    std::array<char, 64> text_{};
};

enum class Level { Info, Warning, Error };

/// One JSON object per line, on a file descriptor that stays its owner's. Lines are written whole, so that
/// several threads (and processes appending to one file) never mix. Thread-safe; never throws.
class Log {
public:
    explicit Log(int descriptor);
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(Level level, Code event, std::initializer_list<Field> fields = {}) noexcept;
    void info(Code event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Info, event, fields);
    }
    void warning(Code event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Warning, event, fields);
    }
    void error(Code event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Error, event, fields);
    }

private:
    const int descriptor_;
    std::mutex mutex_;
};

} // namespace custos::log
