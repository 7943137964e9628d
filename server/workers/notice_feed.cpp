#include "server/workers/notice_feed.h"

#include "server/api/event_hub.h"
#include "server/db/listener.h"
#include "server/log/log.h"

namespace custos {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 200ms; ///< Between looks at whether to end
constexpr auto backoff = 500ms;

} // namespace

NoticeFeed::NoticeFeed(std::string conninfo, api::EventHub& hub, log::Log& log)
    : conninfo_(std::move(conninfo))
    , hub_(hub)
    , log_(log)
    , thread_([this] { run(); }) {}

NoticeFeed::~NoticeFeed() {
    stopping_ = true;
    thread_.join();
}

void NoticeFeed::run() {
    while (!stopping_) {
        follow();
        if (stopping_)
            return;
        hub_.closeAll();
        log_.warning("events.interrupted");
        std::this_thread::sleep_for(backoff);
    }
}

void NoticeFeed::follow() {
    auto listener = db::Listener::open(conninfo_);
    while (listener && !stopping_) {
        const auto payloads = listener->wait(patience);
        if (!payloads)
            return;
        for (const auto& payload : *payloads) {
            api::ScheduleNotice notice;
            if (parseNotice(payload, notice))
                hub_.publish(notice);
        }
    }
}

bool parseNotice(const std::string& payload, api::ScheduleNotice& notice) {
    constexpr std::size_t id = 36;
    constexpr std::size_t day = 10;
    if (payload.size() != id + 1 + day + 1 + id || payload[id] != ' ' || payload[id + 1 + day] != ' ')
        return false;
    const auto tenant = ledger::uuidFromText(std::string_view(payload).substr(0, id));
    const auto provider = ledger::uuidFromText(std::string_view(payload).substr(id + day + 2));
    if (!tenant || !provider)
        return false;
    notice = {.tenant = *tenant, .provider = *provider, .date = payload.substr(id + 1, day)};
    return true;
}

} // namespace custos
