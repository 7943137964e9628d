#include "server/http/certificates.h"
#include "server/relay/request_desk.h"
#include "server/relay/request_relay.h"
#include "tests/support/https_client.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

namespace custos::relay {
namespace {

using http::Request;
using http::Responder;
using http::Response;

/// A client that was never answered would wait, and its connection be kept for ever.
TEST(RelayOverTheWire, goesOnAfterAnswersHoweverLongTheyAre) {
    const std::string body(std::size_t{2} << 20, 'x');
    RequestDesk desk({.handler =
                          [&body](const Request& request, Responder responder) {
                              responder.answer({.contentType = "text/plain",
                                                .body = request.path == "/too-long"
                                                            ? std::string(std::size_t{65} << 20, 'x')
                                                            : body});
                          },
                      .busy = [] { return Response{.status = 503}; },
                      .unsendable = [] { return Response{.status = 500}; },
                      .touched = [](const std::string&) {},
                      .operations = {}});
    RequestRelay relay(
        {.away = [] { return Response{.status = 503}; }, .offered = [](const std::vector<std::string>&) {}});
    auto pair = ipc::streamPair();
    desk.attach(std::move(pair.there));
    relay.attach(std::move(pair.here));
    const testing::TemporaryDirectory directory;
    const auto issued = http::issueCertificates(directory.path() / "tls", {"localhost", "127.0.0.1"});
    ASSERT_TRUE(issued);
    const auto listener = http::Listener::start(
        {}, issued->certificates.identity,
        [&relay](const Request& request, Responder responder) { relay.send(request, std::move(responder)); },
        [](http::Refusal) { return Response{.status = 400}; });
    ASSERT_TRUE(listener);

    testing::HttpsClient client((*listener)->port(), {.caPem = issued->certificates.authorityPem});
    for (int again = 0; again < 2; ++again) {
        const auto answer = client.request("GET", "/long");
        EXPECT_EQ(answer.status, 200);
        EXPECT_TRUE(answer.body == body);
        EXPECT_EQ(client.request("GET", "/too-long").status, 500);
    }
}

} // namespace
} // namespace custos::relay
