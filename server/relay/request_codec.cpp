#include "server/relay/request_codec.h"

namespace custos::relay {

namespace {

constexpr std::size_t maxFields = 256;

void putFields(ipc::MessageWriter& to, const http::Fields& fields) {
    to.number(fields.size());
    for (const auto& [name, value] : fields)
        to.text(name).text(value);
}

http::Fields takeFields(ipc::MessageReader& from) {
    http::Fields fields(from.count(maxFields));
    for (auto& [name, value] : fields) {
        name = from.text();
        value = from.text();
    }
    return fields;
}

} // namespace

void put(ipc::MessageWriter& to, const http::Request& request) {
    to.byte(static_cast<std::uint8_t>(request.method)).text(request.path);
    putFields(to, request.query);
    putFields(to, request.headers);
    to.text(request.body).text(request.address);
}

std::optional<http::Request> takeRequest(ipc::MessageReader& from) {
    http::Request request;
    const auto method = from.byte();
    if (method > static_cast<std::uint8_t>(http::Method::Other))
        return std::nullopt;
    request.method = static_cast<http::Method>(method);
    request.path = from.text();
    request.query = takeFields(from);
    request.headers = takeFields(from);
    request.body = from.text();
    request.address = from.text();
    if (!from.good())
        return std::nullopt;
    return request;
}

void put(ipc::MessageWriter& to, const http::Response& response) {
    to.number(static_cast<std::uint64_t>(response.status)).text(response.contentType);
    putFields(to, response.headers);
    to.text(response.body).byte(response.opened ? 1 : 0);
}

std::optional<TravelledResponse> takeResponse(ipc::MessageReader& from) {
    TravelledResponse travelled;
    const auto status = from.number();
    travelled.response.status = static_cast<int>(status);
    travelled.response.contentType = from.text();
    travelled.response.headers = takeFields(from);
    travelled.response.body = from.text();
    travelled.stream = from.byte() == 1;
    if (!from.good() || status < 200 || status > 599)
        return std::nullopt;
    return travelled;
}

} // namespace custos::relay
