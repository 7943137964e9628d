#include "server/api/reception.h"
#include "server/http/listener.h"
#include "server/log/log.h"
#include "server/relay/request_relay.h"
#include "server/workers/routes.h"
#include "server/workers/worker.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace custos::workers {

namespace {

http::ListenerOptions listenerOptions(const Order& order, ipc::Descriptor listening) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    http::ListenerOptions options;
    options.socket = listening.release();
    options.allowTls12 = order.allowTls12;
    options.ioThreads = std::max(1U, cores / 2);
    options.workers = cores + 1;
    return options;
}

api::ProblemKind problemOf(http::Refusal refusal) {
    switch (refusal) {
    case http::Refusal::Malformed:
        return api::ProblemKind::MalformedRequest;
    case http::Refusal::HeadersTooLarge:
        return api::ProblemKind::HeadersTooLarge;
    case http::Refusal::BodyTooLarge:
        return api::ProblemKind::BodyTooLarge;
    case http::Refusal::Encoded:
        return api::ProblemKind::UnsupportedEncoding;
    case http::Refusal::Busy:
        break;
    }
    return api::ProblemKind::Busy;
}

/// TLS, HTTP and JSON of strangers. Holds the TLS key and what passes through, nothing else.
class FrontWorker final : public Worker {
public:
    FrontWorker(const Order& order, ipc::Descriptor listening, log::Log& log)
        : order_(order)
        , listening_(std::move(listening))
        , description_(api::Description::builtIn())
        , routes_(description_)
        , reception_({.description = description_,
                      .log = log,
                      .forward =
                          [this](const api::Endpoint& endpoint, const http::Request& request,
                                 http::Responder responder) {
                              relayOf(Routes::of(endpoint)).send(request, std::move(responder));
                          },
                      .keepAlive = [this](const std::string& token) { auth_.touch(token); },
                      .limits = api::CallLimits::ofSessions(double(order.requestRate))})
        , api_(callbacks(Link::FrontToApi))
        , auth_(callbacks(Link::FrontToAuth)) {}

    void start() override {}

    void attach(Link link, ipc::Descriptor end) override { relayOf(link).attach(std::move(end)); }

    /// Opens the door as soon as there is somebody for every call.
    std::optional<std::string> tick() override {
        if (listener_ || !routes_.complete())
            return std::nullopt;
        auto listener = http::Listener::start(
            listenerOptions(order_, std::move(listening_)), order_.identity,
            [this](http::Request request, http::Responder responder) {
                reception_.receive(std::move(request), std::move(responder));
            },
            [this](http::Refusal refusal) { return reception_.refusal(problemOf(refusal)); });
        if (!listener)
            throw std::runtime_error("the door does not open");
        listener_ = std::move(*listener);
        return std::string(1, static_cast<char>(Report::Serving));
    }

private:
    relay::RequestRelay::Callbacks callbacks(Link link) {
        return {.away = [this] { return reception_.refusal(api::ProblemKind::Busy); },
                .offered =
                    [this, link](const std::vector<std::string>& operations) {
                        routes_.offered(link, operations);
                    }};
    }

    relay::RequestRelay& relayOf(Link link) { return link == Link::FrontToAuth ? auth_ : api_; }

    const Order& order_;
    ipc::Descriptor listening_;
    const api::Description description_;
    Routes routes_;
    api::Reception reception_;
    relay::RequestRelay api_;
    relay::RequestRelay auth_;
    std::unique_ptr<http::Listener> listener_;
};

} // namespace

WorkerPtr makeFrontWorker(const Order& order, ipc::Descriptor listening, log::Log& log) {
    return std::make_unique<FrontWorker>(order, std::move(listening), log);
}

} // namespace custos::workers
