#include "server/http/message.h"

#include <gtest/gtest.h>

namespace custos::http {
namespace {

TEST(Query, decodesPairsInOrder) {
    const auto fields = parseQuery("date=2026-11-22&name=a%2Bb+c&empty&x=");
    ASSERT_TRUE(fields);
    const Fields expected{{"date", "2026-11-22"}, {"name", "a+b c"}, {"empty", ""}, {"x", ""}};
    EXPECT_EQ(*fields, expected);
}

TEST(Query, refusesBrokenEscapes) {
    EXPECT_FALSE(parseQuery("a=%"));
    EXPECT_FALSE(parseQuery("a=%4"));
    EXPECT_FALSE(parseQuery("a=%zz"));
}

TEST(Request, givesAHeaderOnlyWhenItStandsThereOnce) {
    const Request request{
        .headers = {{"authorization", "Bearer a"}, {"if-match", "\"1\""}, {"if-match", "*"}}};
    EXPECT_EQ(request.header("authorization"), "Bearer a");
    EXPECT_FALSE(request.header("if-match"));
    EXPECT_FALSE(request.header("absent"));
}

TEST(Responder, answersOnce) {
    int answers = 0;
    {
        Responder responder([&](const Response&) { ++answers; });
        responder.answer({.status = 204});
        responder.answer({.status = 200});
    }
    EXPECT_EQ(answers, 1);
}

TEST(Responder, answers500WhenItIsDropped) {
    int status = 0;
    {
        const Responder dropped([&](const Response& response) { status = response.status; });
    }
    EXPECT_EQ(status, 500);
}

} // namespace
} // namespace custos::http
