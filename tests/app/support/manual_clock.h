#pragma once

#include "models/ports/clock.h"

namespace custos::test {

/// A clock that is set by hand; `uptime` goes on with `pass`, the wall clock goes where it is put.
class ManualClock final : public Clock {
public:
    [[nodiscard]] QDateTime now() const override { return now_; }
    [[nodiscard]] std::chrono::milliseconds uptime() const override { return uptime_; }

    void pass(std::chrono::milliseconds time) {
        uptime_ += time;
        now_ = now_.addMSecs(time.count());
    }
    void setNow(const QDateTime& now) { now_ = now; }

private:
    QDateTime now_ = QDateTime(QDate(2026, 11, 22), QTime(9, 0), Qt::UTC);
    std::chrono::milliseconds uptime_ = std::chrono::hours(100);
};

} // namespace custos::test
