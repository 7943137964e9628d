#include "server/api/wire.h"

#include <gtest/gtest.h>

namespace custos::api {
namespace {

TEST(Time, readsAnyOffsetAsTheSameInstant) {
    const auto utc = parseTime("2026-11-22T15:30:00Z");
    ASSERT_TRUE(utc);
    EXPECT_EQ(parseTime("2026-11-22T10:30:00-05:00"), utc);
    EXPECT_EQ(parseTime("2026-11-22T21:00:00+05:30"), utc);
    EXPECT_EQ(parseTime("2026-11-22t15:30:00.000000z"), utc);
    EXPECT_EQ(ledger::toRfc3339(*utc), "2026-11-22T15:30:00.000000Z");
}

TEST(Time, keepsAFraction) {
    EXPECT_EQ(*parseTime("1970-01-01T00:00:00.5Z") - ledger::UtcTime{}, std::chrono::milliseconds(500));
}

TEST(Time, refusesWhatIsNoInstant) {
    for (const char* text :
         {"", "2026-11-22", "2026-11-22T15:30:00", "2026-11-22T15:30Z", "2026-02-30T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T15:60:00Z", "2026-11-22T15:30:60Z", "2026-11-22T15:30:00.Z",
          "2026-11-22T15:30:00.1234567Z", "2026-11-22T15:30:00+5:00", "2026-11-22T15:30:00+24:00",
          "2026-11-22T15:30:00Zx", "1969-12-31T23:59:59Z", "26-11-22T15:30:00Z", "2026-11-22T1a:30:00Z"})
        EXPECT_FALSE(parseTime(text)) << text;
}

TEST(Date, knowsWhichDaysExist) {
    EXPECT_TRUE(parseDate("2028-02-29"));
    EXPECT_FALSE(parseDate("2026-02-29"));
    EXPECT_FALSE(parseDate("2026-2-9"));
    EXPECT_FALSE(parseDate("2026-11-22 "));
    EXPECT_EQ(toText(*parseDate("2026-01-09")), "2026-01-09");
}

} // namespace
} // namespace custos::api
