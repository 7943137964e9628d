#pragma once

#include "models/ports/clock.h"

#include <QObject>
#include <QTimer>

namespace custos::app {

/// Sees every key, click, touch and wheel turn of the whole program, and says when there was none for as
/// long as the practice allows. Counts by a clock that goes on during suspend, so that a computer that
/// wakes after that time is locked before anything is shown.
class IdleWatch : public QObject {
    Q_OBJECT
public:
    /// Installs itself on `application`, which must outlive it.
    IdleWatch(QObject& application, const Clock& clock, QObject* parent = nullptr);

    /// Counts from now; zero stops.
    void watch(std::chrono::seconds limit);
    [[nodiscard]] std::chrono::seconds idleFor() const;

Q_SIGNALS:
    /// A person did something; at most once a second, and as often while they go on.
    void acted();
    void idled(std::chrono::seconds since);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void check();

    const Clock& clock_;
    std::chrono::milliseconds lastInput_;
    std::chrono::milliseconds lastTold_;
    std::chrono::seconds limit_ = std::chrono::seconds::zero();
    QTimer tick_;
};

} // namespace custos::app
