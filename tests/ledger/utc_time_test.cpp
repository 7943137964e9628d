#include "ledger/utc_time.h"

#include <gtest/gtest.h>

namespace custos::ledger {

using namespace std::chrono;

TEST(UtcTime, isWrittenAsRfc3339WithMicroseconds) {
    const UtcTime time = sys_days{year{2026} / 11 / 22} + 3h + 37min + 21s + 42us;
    EXPECT_EQ(toRfc3339(time), "2026-11-22T03:37:21.000042Z");
    EXPECT_EQ(toRfc3339(earliestTime), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(toRfc3339(latestTime), "9999-12-31T23:59:59.999999Z");
    for (const UtcTime each : {time, earliestTime, latestTime})
        EXPECT_EQ(fromRfc3339(toRfc3339(each)), each);
}

TEST(UtcTime, knowsLeapDays) {
    EXPECT_TRUE(fromRfc3339("2028-02-29T00:00:00.000000Z"));
    EXPECT_FALSE(fromRfc3339("2026-02-29T00:00:00.000000Z"));
}

TEST(UtcTime, hasOneSpellingOnly) {
    for (const char* other :
         {"2026-11-22T03:37:21Z", "2026-11-22T03:37:21.000042+00:00", "2026-11-22t03:37:21.000042z",
          "2026-11-22 03:37:21.000042Z", "2026-13-22T03:37:21.000042Z", "2026-11-31T03:37:21.000042Z",
          "2026-11-22T24:00:00.000000Z", "2026-11-22T03:60:21.000042Z", "2026-11-22T03:37:60.000042Z",
          "1969-12-31T23:59:59.999999Z", "-026-11-22T03:37:21.000042Z", "2026-11-22T03:37:21.+00042Z", ""})
        EXPECT_FALSE(fromRfc3339(other)) << other;
}

} // namespace custos::ledger
