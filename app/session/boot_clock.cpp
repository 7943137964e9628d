#include "app/session/boot_clock.h"

#include <ctime>

namespace custos::app {

QDateTime BootClock::now() const {
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds BootClock::uptime() const {
    timespec time{};
    // Cannot fail on Linux 2.6.39 and later; and a clock that stands still would end nothing.
    if (clock_gettime(CLOCK_BOOTTIME, &time) != 0)
        qFatal("CLOCK_BOOTTIME is missing");
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                                 std::chrono::nanoseconds(time.tv_nsec));
}

} // namespace custos::app
