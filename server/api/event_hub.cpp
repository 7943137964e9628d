#include "server/api/event_hub.h"

#include <algorithm>

namespace custos::api {

namespace {

std::string scheduleEvent(const ScheduleNotice& notice) {
    return "event: schedule\ndata: {\"date\":\"" + notice.date + "\",\"provider_id\":\"" +
           ledger::toText(notice.provider) + "\"}\n\n";
}

std::string ledgerEvent(std::int64_t size) {
    return "event: ledger\ndata: {\"size\":" + std::to_string(size) + "}\n\n";
}

constexpr const char* sessionEnded = "event: session\ndata: {\"state\":\"ended\"}\n\n";

} // namespace

EventHub::EventHub(Ask ask, Rhythm rhythm)
    : ask_(std::move(ask))
    , rhythm_(rhythm)
    , thread_([this] { run(); }) {}

EventHub::~EventHub() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    closeAll();
}

EventHub::Place EventHub::takePlace(const ledger::Uuid& person) {
    const std::lock_guard lock(mutex_);
    std::erase_if(places_, [](const auto& place) { return place.expired(); });
    const auto taken = std::count_if(places_.begin(), places_.end(), [&person](const auto& weak) {
        const auto place = weak.lock();
        return place && *place == person;
    });
    if (std::size_t(taken) >= streamsOfOnePerson)
        return nullptr;
    auto place = std::make_shared<const ledger::Uuid>(person);
    places_.push_back(place);
    return place;
}

void EventHub::add(std::string token, Hearing hearing, std::shared_ptr<http::EventStream> stream) {
    const std::lock_guard lock(mutex_);
    listening_.push_back(std::make_shared<Listening>(
        Listening{.token = std::move(token), .hearing = std::move(hearing), .stream = std::move(stream)}));
}

void EventHub::publish(const ScheduleNotice& notice) {
    const auto event = scheduleEvent(notice);
    const std::lock_guard lock(mutex_);
    for (const auto& one : listening_)
        if (one->hearing.tenant == notice.tenant && one->hearing.columns.contains(notice.provider))
            one->stream->send(event);
}

void EventHub::closeAll() {
    const std::lock_guard lock(mutex_);
    for (const auto& one : listening_)
        one->stream->close();
    listening_.clear();
}

std::size_t EventHub::size() const {
    const std::lock_guard lock(mutex_);
    return listening_.size();
}

std::vector<EventHub::ListeningPtr> EventHub::snapshot() {
    const std::lock_guard lock(mutex_);
    std::erase_if(listening_, [](const auto& one) { return one->stream->closed(); });
    return listening_;
}

void EventHub::run() {
    auto nextComment = std::chrono::steady_clock::now() + rhythm_.comment;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, rhythm_.recheck, [this] { return stopping_; }))
                return;
        }
        recheck();
        if (const auto now = std::chrono::steady_clock::now(); now >= nextComment) {
            comment();
            nextComment = now + rhythm_.comment;
        }
    }
}

void EventHub::recheck() {
    for (const auto& one : snapshot()) {
        auto hearing = ask_(one->token);
        const std::lock_guard lock(mutex_);
        if (hearing) {
            if (hearing->ledgerSize && hearing->ledgerSize != one->hearing.ledgerSize)
                one->stream->send(ledgerEvent(*hearing->ledgerSize));
            one->hearing = std::move(*hearing);
            continue;
        }
        one->stream->send(sessionEnded);
        one->stream->close();
    }
}

void EventHub::comment() {
    for (const auto& one : snapshot())
        if (!one->stream->send(": still here\n\n"))
            one->stream->close(); // nobody can hear it, and it would be asked about for ever
}

} // namespace custos::api
