#include "app/net/event_stream.h"

#include "app/net/api_client.h"
#include "models/wire/event_json.h"

#include <QRandomGenerator>

namespace custos::app {

EventStream::EventStream(ApiClient& api, Pace pace, QObject* parent)
    : QObject(parent)
    , api_(api)
    , pace_(pace)
    , pause_(pace.firstPause) {
    retry_.setSingleShot(true);
    silence_.setSingleShot(true);
    silence_.setInterval(pace_.silence);
    connect(&retry_, &QTimer::timeout, this, &EventStream::connectNow);
    connect(&silence_, &QTimer::timeout, this, &EventStream::comeBack);
}

EventStream::EventStream(ApiClient& api, QObject* parent)
    : EventStream(api, Pace(), parent) {}

EventStream::~EventStream() = default;

void EventStream::start() {
    stop();
    wasOpen_ = false;
    pause_ = pace_.firstPause;
    connectNow();
}

void EventStream::stop() {
    retry_.stop();
    silence_.stop();
    if (!stream_)
        return;
    // Not now: it may be the one that is speaking.
    stream_->disconnect(this);
    stream_.release()->deleteLater();
}

void EventStream::renew() {
    stop();
    connectNow();
}

void EventStream::connectNow() {
    if (!api_.hasSession())
        return;
    parser_ = std::make_unique<SseParser>();
    stream_ = api_.stream(QStringLiteral("/v1/events"));
    connect(stream_.get(), &HttpStream::opened, this, &EventStream::onOpened);
    connect(stream_.get(), &HttpStream::received, this, &EventStream::onReceived);
    connect(stream_.get(), &HttpStream::closed, this, &EventStream::onClosed);
    silence_.start();
}

void EventStream::onOpened() {
    pause_ = pace_.firstPause;
    if (std::exchange(wasOpen_, true))
        Q_EMIT reconnected();
}

void EventStream::onReceived(const QByteArray& bytes) {
    silence_.start();
    const QList<ServerEvent> events = parser_->feed(bytes);
    if (parser_->overflowed())
        comeBack();
    for (const ServerEvent& event : events)
        announce(event);
}

void EventStream::onClosed(int status) {
    comeBack(); // first: who hears of an end stops this
    // It ended while nothing of it could be heard. Whoever is told asks; until they know, so does this.
    if (status == 401)
        Q_EMIT sessionEnded();
}

void EventStream::comeBack() {
    stop();
    // A practice's clients must not come back all at once when its server restarts.
    const auto jitter = QRandomGenerator::global()->bounded(int(pause_.count() / 2) + 1);
    retry_.start(pause_ + std::chrono::milliseconds(jitter));
    pause_ = std::min(pause_ * 2, pace_.longestPause);
}

void EventStream::announce(const ServerEvent& event) {
    const auto known = wire::event(event.kind, event.data);
    if (!known)
        return;
    if (const auto* changed = std::get_if<wire::ScheduleChanged>(&*known))
        Q_EMIT scheduleChanged(changed->date, changed->provider);
    else if (const auto* grew = std::get_if<wire::LedgerGrew>(&*known))
        Q_EMIT ledgerGrew(grew->size);
    else
        Q_EMIT sessionEnded();
}

} // namespace custos::app
