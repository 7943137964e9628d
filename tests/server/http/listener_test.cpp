#include "server/http/listener.h"

#include "server/http/certificates.h"
#include "tests/support/https_client.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace custos::http {
namespace {

using custos::testing::HttpsClient;
using custos::testing::HttpsOptions;

Response echo(const Request& request) {
    std::string text(name(request.method));
    text += " " + request.path + " " + request.body;
    return {.status = 200, .contentType = "text/plain", .body = text};
}

Response refusal(Refusal reason) {
    static constexpr int statuses[] = {400, 431, 413, 415, 503};
    return {.status = statuses[static_cast<int>(reason)],
            .contentType = "application/problem+json",
            .body = "{}"};
}

const Certificates& certificates() {
    static const custos::testing::TemporaryDirectory directory;
    static const auto issued = issueCertificates(directory.path() / "tls", {"localhost", "127.0.0.1"});
    return issued->certificates;
}

std::unique_ptr<Listener> serve(Handler handler, ListenerOptions options = {}) {
    auto listener = Listener::start(options, certificates().identity, std::move(handler), &refusal);
    return listener ? std::move(*listener) : nullptr;
}

std::unique_ptr<Listener> serveEcho(const ListenerOptions& options = {}) {
    return serve([](Request request, Responder responder) { responder.answer(echo(request)); }, options);
}

HttpsClient connect(const Listener& listener, HttpsOptions options = {}) {
    options.caPem = certificates().authorityPem;
    return HttpsClient(listener.port(), options);
}

TEST(Listener, answersOverTls13WithTheSecurityHeaders) {
    const auto listener = serveEcho();
    auto client = connect(*listener);
    EXPECT_EQ(client.tlsVersion(), "TLSv1.3");
    EXPECT_EQ(client.leafSpkiSha256(), certificates().pins[0]);
    auto answer = client.request("POST", "/v1/x?a=1", {}, "{}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST /v1/x {}");
    EXPECT_EQ(answer.headers["cache-control"], "no-store");
    EXPECT_EQ(answer.headers["x-content-type-options"], "nosniff");
    EXPECT_TRUE(answer.headers["strict-transport-security"].starts_with("max-age="));
    EXPECT_FALSE(answer.headers.contains("server"));
}

TEST(Listener, keepsTheConnection) {
    const auto listener = serveEcho();
    auto client = connect(*listener);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(client.request("GET", "/" + std::to_string(i)).body, "GET /" + std::to_string(i) + " ");
}

TEST(Listener, refusesTls12UnlessItIsAllowed) {
    const HttpsOptions old{.maxTls = TLS1_2_VERSION};
    const auto strict = serveEcho();
    EXPECT_THROW(connect(*strict, old), std::runtime_error);
    const auto lenient = serveEcho({.allowTls12 = true});
    EXPECT_EQ(connect(*lenient, old).tlsVersion(), "TLSv1.2");
}

TEST(Listener, refusesTls12WithoutForwardSecretAead) {
    const auto lenient = serveEcho({.allowTls12 = true});
    for (const char* weak : {"ECDHE-ECDSA-AES128-SHA256", "AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256"})
        EXPECT_THROW(connect(*lenient, {.maxTls = TLS1_2_VERSION, .cipherList = weak}), std::runtime_error)
            << weak;
}

TEST(Listener, refusesTls11EvenWhereTls12IsAllowed) {
    const auto lenient = serveEcho({.allowTls12 = true});
    EXPECT_THROW(connect(*lenient, {.maxTls = TLS1_1_VERSION, .cipherList = "ALL:@SECLEVEL=0"}),
                 std::runtime_error);
}

TEST(Listener, leavesNothingBehindByWhichAConnectionCouldBeResumed) {
    const auto listener = serveEcho({.allowTls12 = true});
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto client = connect(*listener, {.maxTls = version});
        EXPECT_EQ(client.request("GET", "/").status, 200);
        EXPECT_FALSE(client.isResumable()) << client.tlsVersion();
    }
}

TEST(Listener, speaksNoHttp2) {
    const auto listener = serveEcho();
    EXPECT_EQ(connect(*listener, {.protocols = {"h2", "http/1.1"}}).protocol(), "http/1.1");
    EXPECT_THROW(connect(*listener, {.protocols = {"h2"}}), std::runtime_error);
}

TEST(Listener, refusesBodiesOverTheLimit) {
    const auto listener = serveEcho({.bodyLimit = 1000});
    EXPECT_EQ(connect(*listener).request("POST", "/", {}, std::string(1000, 'x')).status, 200);
    EXPECT_EQ(connect(*listener).request("POST", "/", {}, std::string(1001, 'x')).status, 413);
    auto chunked = connect(*listener);
    chunked.sendRaw("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                    std::string(2000, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.readAnswer().status, 413);
    EXPECT_TRUE(chunked.closedByServer());
}

TEST(Listener, refusesHeadersOverTheLimit) {
    const auto listener = serveEcho({.headerLimit = 4096});
    EXPECT_EQ(connect(*listener).request("GET", "/", {{"X-Long", std::string(5000, 'x')}}).status, 431);
}

TEST(Listener, refusesCompressedBodies) {
    const auto listener = serveEcho();
    EXPECT_EQ(connect(*listener).request("POST", "/", {{"Content-Encoding", "gzip"}}, "x").status, 415);
}

TEST(Listener, refusesWhatIsNotHttp11) {
    const auto listener = serveEcho();
    for (const char* message : {"GET / HTTP/1.0\r\n\r\n", "GET x HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n",
                                "GET /?a=%zz HTTP/1.1\r\n\r\n",
                                "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
        auto client = connect(*listener);
        client.sendRaw(message);
        EXPECT_EQ(client.readAnswer().status, 400) << message;
    }
}

TEST(Listener, closesAConnectionOnWhichNoRequestIsFinished) {
    // The other deadlines also hold while the next one is missing, so they are put out of the way.
    constexpr auto late = std::chrono::hours(1);
    const auto listener =
        serveEcho({.handshakeTimeout = late, .idleTimeout = std::chrono::seconds(1), .writeTimeout = late});
    auto fresh = connect(*listener);
    fresh.sendRaw("GET / HTTP/1.1\r\nX: ");
    EXPECT_TRUE(fresh.closedByServer());
    auto kept = connect(*listener);
    EXPECT_EQ(kept.request("GET", "/").status, 200);
    EXPECT_TRUE(kept.closedByServer());
}

TEST(Listener, boundsConnectionsPerAddress) {
    const auto listener = serveEcho({.maxConnectionsPerAddress = 2});
    auto first = connect(*listener);
    {
        auto second = connect(*listener);
        EXPECT_THROW(connect(*listener), std::runtime_error);
        EXPECT_EQ(second.request("GET", "/").status, 200);
    }
    EXPECT_EQ(first.request("GET", "/").status, 200);
}

TEST(Listener, boundsConnectionsInAll) {
    const auto listener = serveEcho({.maxConnections = 2});
    auto first = connect(*listener);
    {
        auto second = connect(*listener, {.from = "127.0.0.2"});
        EXPECT_THROW(connect(*listener, {.from = "127.0.0.3"}), std::runtime_error);
        EXPECT_EQ(second.request("GET", "/").status, 200);
    }
    EXPECT_EQ(first.request("GET", "/").status, 200);
}

TEST(Listener, answersLaterFromAnotherThread) {
    std::thread later;
    const auto listener = serve([&later](Request request, Responder responder) {
        later = std::thread([request, held = std::make_shared<Responder>(std::move(responder))] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            held->answer(echo(request));
        });
    });
    EXPECT_EQ(connect(*listener).request("GET", "/later").body, "GET /later ");
    later.join();
}

TEST(Listener, saysThatItIsBusyWhenTheQueueIsFull) {
    std::mutex mutex;
    std::condition_variable wake;
    bool released = false;
    const auto listener = serve(
        [&](const Request&, Responder responder) {
            std::unique_lock lock(mutex);
            wake.wait(lock, [&] { return released; });
            responder.answer({.status = 200, .contentType = "text/plain", .body = "x"});
        },
        {.workers = 1, .queueLimit = 1});
    std::atomic<int> busy = 0;
    std::atomic<int> served = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&] {
            const int status = connect(*listener).request("GET", "/").status;
            ++(status == 503 ? busy : served);
        });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (busy < 6 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    {
        const std::lock_guard lock(mutex);
        released = true;
    }
    wake.notify_all();
    for (auto& client : clients)
        client.join();
    EXPECT_EQ(busy, 6);
    EXPECT_EQ(served, 2);
}

/// Holds the streams that a server opened.
struct Streams {
    void add(std::shared_ptr<EventStream> stream) {
        const std::lock_guard lock(mutex);
        opened.push_back(std::move(stream));
        wake.notify_all();
    }
    std::shared_ptr<EventStream> wait(size_t count) {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, std::chrono::seconds(10), [&] { return opened.size() >= count; });
        return opened.at(count - 1);
    }
    std::mutex mutex;
    std::condition_variable wake;
    std::vector<std::shared_ptr<EventStream>> opened;
};

Handler streaming(Streams& streams) {
    return [&streams](const Request&, Responder responder) {
        responder.answer(
            {.status = 200,
             .contentType = "text/event-stream",
             .opened = [&streams](std::shared_ptr<EventStream> stream) { streams.add(std::move(stream)); }});
    };
}

TEST(Listener, streamsEventsUntilTheServerCloses) {
    Streams streams;
    const auto listener = serve(streaming(streams));
    auto client = connect(*listener);
    client.sendRaw("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto head = client.readHead();
    EXPECT_EQ(head.headers["content-type"], "text/event-stream");
    EXPECT_EQ(head.headers["cache-control"], "no-store");
    const auto stream = streams.wait(1);
    EXPECT_TRUE(stream->send("data: 1\n\n"));
    EXPECT_EQ(client.readChunk(), "data: 1\n\n");
    EXPECT_TRUE(stream->send("data: 2\n\n"));
    stream->close();
    EXPECT_EQ(client.readChunk(), "data: 2\n\n");
    EXPECT_FALSE(client.readChunk());
    EXPECT_FALSE(stream->send("data: 3\n\n"));
}

TEST(Listener, noticesThatAStreamsClientHasGone) {
    Streams streams;
    const auto listener = serve(streaming(streams));
    {
        auto client = connect(*listener);
        client.sendRaw("GET / HTTP/1.1\r\n\r\n");
        (void)client.readHead();
        streams.wait(1);
    }
    const auto stream = streams.wait(1);
    for (int i = 0; i < 500 && !stream->closed(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(stream->closed());
}

TEST(Listener, keepsWhatAStreamHoldsUntilItsClientHasGone) {
    Streams streams;
    std::weak_ptr<int> held;
    const auto listener = serve([&](const Request&, Responder responder) {
        const auto place = std::make_shared<int>();
        held = place;
        responder.answer({.status = 200,
                          .contentType = "text/event-stream",
                          .opened = [&streams, place](std::shared_ptr<EventStream> stream) {
                              streams.add(std::move(stream));
                          }});
    });
    {
        auto client = connect(*listener);
        client.sendRaw("GET / HTTP/1.1\r\n\r\n");
        (void)client.readHead();
        const auto stream = streams.wait(1);
        EXPECT_TRUE(stream->send("data: 1\n\n"));
        EXPECT_EQ(client.readChunk(), "data: 1\n\n");
        EXPECT_FALSE(held.expired());
    }
    for (int i = 0; i < 500 && !held.expired(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(held.expired());
}

TEST(Listener, cutsOffAStreamThatIsNotRead) {
    Streams streams;
    const auto listener = serve(streaming(streams));
    auto client = connect(*listener);
    client.sendRaw("GET / HTTP/1.1\r\n\r\n");
    const auto stream = streams.wait(1);
    const std::string event(64 * 1024, 'x');
    int sent = 0;
    while (sent < 2000 && stream->send(event))
        ++sent;
    EXPECT_LT(sent, 2000);
    EXPECT_TRUE(stream->closed());
}

TEST(Listener, endsWithOpenStreamsAndIdleConnections) {
    Streams streams;
    auto listener = serve(streaming(streams));
    auto idle = connect(*listener);
    auto client = connect(*listener);
    client.sendRaw("GET / HTTP/1.1\r\n\r\n");
    (void)client.readHead();
    streams.wait(1);
    const auto begin = std::chrono::steady_clock::now();
    listener.reset();
    // Requests under way are waited for for five seconds; these are none.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    EXPECT_FALSE(client.readChunk());
    EXPECT_FALSE(streams.wait(1)->send("data: late\n\n"));
}

TEST(Listener, saysWhyItCannotStart) {
    const auto listener = serveEcho();
    const auto second = Listener::start(
        {.port = listener->port()}, certificates().identity, [](const Request&, const Responder&) {},
        &refusal);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), ListenError::AddressInUse);
    const auto foreignKey = Listener::start(
        {},
        {.certificateChainPem = certificates().authorityPem,
         .privateKeyPem = certificates().identity.privateKeyPem},
        [](const Request&, const Responder&) {}, &refusal);
    ASSERT_FALSE(foreignKey);
    EXPECT_EQ(foreignKey.error(), ListenError::BadKey);
}

} // namespace
} // namespace custos::http
