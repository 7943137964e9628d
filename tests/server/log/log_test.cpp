#include "server/log/log.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <concepts>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace custos::log {
namespace {

class LogTest : public ::testing::Test {
protected:
    LogTest() {
        if (::pipe(ends_.data()) != 0)
            throw std::runtime_error("no pipe");
        log_ = std::make_unique<Log>(ends_[1]);
    }
    ~LogTest() override {
        ::close(ends_[0]);
        if (ends_[1] >= 0)
            ::close(ends_[1]);
    }

    std::vector<nlohmann::json> lines() {
        ::close(std::exchange(ends_[1], -1));
        std::string all;
        char piece[4096];
        for (ssize_t got = 0; (got = ::read(ends_[0], piece, sizeof(piece))) > 0;)
            all.append(piece, static_cast<size_t>(got));
        std::vector<nlohmann::json> parsed;
        std::istringstream stream(all);
        for (std::string line; std::getline(stream, line);)
            parsed.push_back(nlohmann::json::parse(line));
        return parsed;
    }

    std::array<int, 2> ends_{};
    std::unique_ptr<Log> log_;
};

// The promise is in the types: text that exists only at run time is not accepted anywhere.
static_assert(!std::constructible_from<Code, std::string>);
static_assert(!std::constructible_from<Code, std::string_view>);
static_assert(!std::constructible_from<Code, const char*>);

TEST_F(LogTest, writesIdsNumbersAndCodesAsOneJsonLine) {
    const std::array<std::uint8_t, 16> id{0x01, 0x8f, 0x3a, 0x52, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xff};
    log_->warning("request.refused",
                  {Field::id("problem", id), Field::number("status", 403), Field::code("code", "forbidden")});
    const auto written = lines();
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0]["level"], "warning");
    EXPECT_EQ(written[0]["event"], "request.refused");
    EXPECT_EQ(written[0]["problem"], "018f3a52-0001-0203-0405-060708090aff");
    EXPECT_EQ(written[0]["status"], 403);
    EXPECT_EQ(written[0]["code"], "forbidden");
}

TEST_F(LogTest, writesNothingThatOnlyClaimsToBeAnAddress) {
    log_->info("peer", {Field::address("a", "10.0.0.7"), Field::address("b", "Testerman, Silas"),
                        Field::address("c", "1\"\n{\"level\":\"error\"}"), Field::address("d", "fe80::1")});
    const auto written = lines();
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0]["a"], "10.0.0.7");
    EXPECT_EQ(written[0]["b"], "invalid");
    EXPECT_EQ(written[0]["c"], "invalid");
    EXPECT_EQ(written[0]["d"], "fe80::1");
}

TEST_F(LogTest, takesOnlyFiveCharactersOfADatabaseError) {
    log_->error("database",
                {Field::sqlState("state", "23505"), Field::sqlState("text", "Key (name)=(Silas)")});
    const auto written = lines();
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0]["state"], "23505");
    EXPECT_EQ(written[0]["text"], "invalid");
}

TEST_F(LogTest, keepsLinesWholeWhenManyThreadsWrite) {
    auto& log = *log_;
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&log] {
            for (int n = 0; n < 100; ++n)
                log.info("tick", {Field::number("n", n)});
        });
    for (auto& writer : writers)
        writer.join();
    EXPECT_EQ(lines().size(), 400U);
}

} // namespace
} // namespace custos::log
