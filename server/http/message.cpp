#include "server/http/message.h"

#include <algorithm>

namespace custos::http {

namespace {

int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size() || hexDigit(text[i + 1]) < 0 || hexDigit(text[i + 2]) < 0)
            return std::nullopt;
        out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
        i += 2;
    }
    return out;
}

} // namespace

std::string_view name(Method method) {
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Post:
        return "POST";
    case Method::Patch:
        return "PATCH";
    case Method::Put:
        return "PUT";
    case Method::Delete:
        return "DELETE";
    case Method::Other:
        break;
    }
    return "OTHER";
}

std::optional<std::string_view> Request::header(std::string_view lowerCaseName) const {
    std::optional<std::string_view> found;
    for (const auto& [field, value] : headers) {
        if (field != lowerCaseName)
            continue;
        if (found)
            return std::nullopt;
        found = value;
    }
    return found;
}

Responder::Responder(Sink sink)
    : sink_(std::make_unique<Sink>(std::move(sink))) {}

Responder::~Responder() {
    if (sink_)
        (*sink_)(Response{.status = 500});
}

void Responder::answer(Response response) {
    if (const auto sink = std::move(sink_))
        (*sink)(std::move(response));
}

std::optional<Fields> parseQuery(std::string_view query) {
    Fields fields;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty())
            continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto key = decode(pair.substr(0, equals));
        auto value = decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view());
        if (!key || !value)
            return std::nullopt;
        fields.emplace_back(std::move(*key), std::move(*value));
    }
    return fields;
}

} // namespace custos::http
