#include "app/session/idle_watch.h"

#include <QEvent>

namespace custos::app {
namespace {

bool isInput(const QEvent& event) {
    switch (event.type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::TabletPress:
    case QEvent::TabletMove:
    case QEvent::InputMethod:
        // What the program sends itself is nobody's presence.
        return event.spontaneous();
    default:
        return false;
    }
}

} // namespace

IdleWatch::IdleWatch(QObject& application, const Clock& clock, QObject* parent)
    : QObject(parent)
    , clock_(clock)
    , lastInput_(clock.uptime())
    , lastTold_(lastInput_) {
    application.installEventFilter(this);
    tick_.setInterval(1000);
    connect(&tick_, &QTimer::timeout, this, &IdleWatch::check);
}

void IdleWatch::watch(std::chrono::seconds limit) {
    limit_ = limit;
    lastInput_ = clock_.uptime();
    if (limit > std::chrono::seconds::zero())
        tick_.start();
    else
        tick_.stop();
}

std::chrono::seconds IdleWatch::idleFor() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock_.uptime() - lastInput_);
}

bool IdleWatch::eventFilter(QObject* watched, QEvent* event) {
    if (!isInput(*event))
        return QObject::eventFilter(watched, event);
    // Before it counts: input after a suspend must not excuse the time that has passed.
    check();
    lastInput_ = clock_.uptime();
    if (lastInput_ - lastTold_ >= std::chrono::seconds(1)) {
        lastTold_ = lastInput_;
        Q_EMIT acted();
    }
    return QObject::eventFilter(watched, event);
}

void IdleWatch::check() {
    if (limit_ == std::chrono::seconds::zero() || idleFor() < limit_)
        return;
    const auto since = idleFor();
    watch(std::chrono::seconds::zero());
    Q_EMIT idled(since);
}

} // namespace custos::app
