#pragma once

#include "models/domain/enrolment.h"
#include "models/domain/session.h"
#include "models/ports/clock.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace custos::test {

/// A clock that stands still until it is told otherwise.
class StillClock : public Clock {
public:
    explicit StillClock(const QDateTime& now)
        : now_(now) {}

    void pass(std::chrono::milliseconds span) {
        now_ = now_.addMSecs(span.count());
        uptime_ += span;
    }
    [[nodiscard]] QDateTime now() const override { return now_; }
    [[nodiscard]] std::chrono::milliseconds uptime() const override { return uptime_; }

private:
    QDateTime now_;
    std::chrono::milliseconds uptime_{0};
};

/// A screen in one state, filled with invented data.
struct ScreenCase {
    const char* name;
    std::function<std::unique_ptr<QWidget>()> make;
};

/// Every screen of ui/enrol, sign_in, lock, fail_closed and the empty shell, in each state of note.
[[nodiscard]] std::vector<ScreenCase> screenCases();

[[nodiscard]] QDateTime sampleNow();
[[nodiscard]] EnrolmentOffer sampleOffer();
[[nodiscard]] InvitationOffer sampleInvitation();
[[nodiscard]] Session sampleSession();
[[nodiscard]] QStringList sampleRecoveryCodes();
[[nodiscard]] const StillClock& sampleClock();

} // namespace custos::test
