#pragma once

#include "ledger/bytes.h"
#include "ledger/uuid.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace custos::ipc {

/// Puts values one after the other: integers little-endian, texts with their length (32 bits) before them.
/// What is written is cleared when it goes, because keys and PHI travel so.
class MessageWriter {
public:
    MessageWriter() = default;
    MessageWriter(const MessageWriter&) = delete;
    MessageWriter& operator=(const MessageWriter&) = delete;
    ~MessageWriter();

    MessageWriter& byte(std::uint8_t value);
    MessageWriter& number(std::uint64_t value);
    MessageWriter& text(std::string_view value);
    MessageWriter& bytes(ledger::ByteView value);
    MessageWriter& id(const ledger::Uuid& value);

    [[nodiscard]] std::string_view view() const { return out_; }

private:
    void raw(const void* from, std::size_t size);

    std::string out_;
};

/// Takes them out again, in the same order. What is cut short or longer than announced is never read past its
/// end: from the first fault on everything is zero or empty and `good` is false. Ask `done` at the end.
class MessageReader {
public:
    /// `message` outlives the reader and the views that it gives.
    explicit MessageReader(std::string_view message)
        : rest_(message) {}

    [[nodiscard]] std::uint8_t byte();
    [[nodiscard]] std::uint64_t number();
    [[nodiscard]] std::string_view text();
    [[nodiscard]] ledger::ByteView bytes();
    [[nodiscard]] ledger::Uuid id();
    /// How many things follow: a number of at most `limit`, a fault otherwise.
    [[nodiscard]] std::size_t count(std::size_t limit);

    [[nodiscard]] bool good() const { return good_; }
    /// Everything was there, and nothing more.
    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

private:
    [[nodiscard]] std::string_view take(std::uint64_t size);

    std::string_view rest_;
    bool good_ = true;
};

} // namespace custos::ipc
