#pragma once

#include "server/http/message.h"

#include <future>
#include <string>

namespace custos::api {

using HeaderList = decltype(http::Request::headers);

/// A call of somebody who has a token, to whatever takes requests; waits for its answer.
template<class Receive>
http::Response sendTo(Receive receive, http::Method method, const std::string& path, const std::string& body,
                      HeaderList headers = {}) {
    std::promise<http::Response> answered;
    headers.emplace_back("authorization", "Bearer " + std::string(43, 'A'));
    if (!body.empty())
        headers.emplace_back("content-type", "application/json");
    http::Request request{
        .method = method, .path = path, .headers = std::move(headers), .body = body, .address = "127.0.0.1"};
    receive(std::move(request),
            http::Responder([&](http::Response response) { answered.set_value(std::move(response)); }));
    return answered.get_future().get();
}

} // namespace custos::api
