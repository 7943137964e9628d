#include "server/api/json_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using custos::api::JsonText;
using nlohmann::json;

namespace {

std::string alone(std::string_view text) {
    JsonText out;
    out.value(text);
    return out.take();
}

} // namespace

TEST(JsonText, WritesWhatTheTreeOfTheSameValuesWould) {
    JsonText out;
    out.beginObject();
    out.member("empty", std::string());
    out.key("items");
    out.beginArray();
    out.beginObject();
    out.member("number", std::int64_t{-42});
    out.member("truth", true);
    out.endObject();
    out.value("second");
    out.beginArray();
    out.endArray();
    out.endArray();
    out.member("nothing", std::optional<std::string>());
    out.member("something", std::optional<std::string>("here"));
    out.member("tree", json{{"a", {1, 2}}});
    out.endObject();
    EXPECT_EQ(json::parse(out.take()),
              (json{{"empty", ""},
                    {"items", {{{"number", -42}, {"truth", true}}, "second", json::array()}},
                    {"nothing", nullptr},
                    {"something", "here"},
                    {"tree", {{"a", {1, 2}}}}}));
}

TEST(JsonText, EscapesWhateverCouldEndItsString) {
    for (int character = 0; character < 0x80; ++character) {
        const std::string text{'a', static_cast<char>(character), 'b'};
        EXPECT_EQ(json::parse(alone(text)), json(text)) << character;
    }
    const std::string breakout = R"(", "patient": {"display_name": "Planted)";
    EXPECT_EQ(json::parse(alone(breakout)), json(breakout));
}

TEST(JsonText, KeepsNamesInEveryScriptAndReplacesWhatIsNoText) {
    EXPECT_EQ(json::parse(alone("Exemplár, Zoë 試験")), json("Exemplár, Zoë 試験"));
    EXPECT_EQ(json::parse(alone("a\xff"
                                "b")),
              json("a\xef\xbf\xbd"
                   "b"));
    EXPECT_EQ(json::parse(alone("cut \xe2\x82")).get<std::string>().substr(0, 4), "cut ");
}
