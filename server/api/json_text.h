#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace custos::api {

/// JSON (RFC 8259) written from front to back, for answers with many items: a tree of values that is built
/// only to be written costs more than opening the fields that go into it.
///
/// What is not UTF-8 is replaced by U+FFFD, so that what comes out always parses. Begins and ends are the
/// caller's to pair. Not thread-safe.
class JsonText {
public:
    void beginObject() { begin('{'); }
    void endObject() { end('}'); }
    void beginArray() { begin('['); }
    void endArray() { end(']'); }

    /// A name of ours: goes out as it is.
    void key(std::string_view name);

    void value(std::string_view text);
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(const char* text) { value(std::string_view(text)); }
    void value(std::int64_t number);
    void value(bool truth);
    void value(const nlohmann::json& tree);
    template<class T>
    void value(const std::optional<T>& maybe) {
        maybe ? value(*maybe) : raw("null");
    }

    template<class T>
    void member(std::string_view name, const T& content) {
        key(name);
        value(content);
    }

    /// What was written; leaves nothing.
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void separate();
    void begin(char bracket);
    void end(char bracket);
    void raw(std::string_view text);

    std::string text_;
    bool first_ = true; ///< nothing stands before the next value that it had to be separated from
};

} // namespace custos::api
