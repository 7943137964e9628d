#include "server/host/host_names.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace custos {
namespace {

using Names = std::vector<std::string>;

TEST(HostNames, nameThisMachine) {
    EXPECT_FALSE(hostName().empty());
}

TEST(HostNames, knowWhatStandsForEveryAddress) {
    EXPECT_TRUE(isAnyAddress("0.0.0.0"));
    EXPECT_TRUE(isAnyAddress("::"));
    for (const char* host : {"", "127.0.0.1", "::1", "0.0.0.0.example", "localhost"})
        EXPECT_FALSE(isAnyAddress(host)) << host;
}

TEST(HostNames, ofAServerBeginWithLocalhostAndHaveEachOnce) {
    const auto names = serverNames("127.0.0.1", {"front.example", "localhost", "front.example", "::1"});
    ASSERT_FALSE(names.empty());
    EXPECT_EQ(names.front(), "localhost");
    for (const auto& wanted : Names{"localhost", "127.0.0.1", "::1", "front.example", hostName()})
        EXPECT_EQ(std::count(names.begin(), names.end(), wanted), 1) << wanted;
}

TEST(HostNames, ofAServerHaveTheAddressThatItListensOn) {
    const auto names = serverNames("192.0.2.7");
    EXPECT_EQ(std::count(names.begin(), names.end(), "192.0.2.7"), 1);
}

TEST(HostNames, ofAServerLeaveOutWhatStandsForEveryAddress) {
    EXPECT_EQ(serverNames("0.0.0.0"), serverNames("::"));
    EXPECT_EQ(serverNames("0.0.0.0"), serverNames("localhost"));
}

TEST(HostNames, makeAUrlWithABracketedIpv6Address) {
    EXPECT_EQ(urlOf("front.example", 4433), "https://front.example:4433");
    EXPECT_EQ(urlOf("192.0.2.7", 443), "https://192.0.2.7:443");
    EXPECT_EQ(urlOf("::1", 4433), "https://[::1]:4433");
}

} // namespace
} // namespace custos
