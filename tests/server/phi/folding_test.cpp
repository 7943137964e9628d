#include "server/phi/folding.h"

#include <gtest/gtest.h>

namespace custos::phi {
namespace {

using Parts = std::vector<std::string>;

struct Case {
    const char* typed;
    Parts folded;
};

class FoldingTest : public ::testing::TestWithParam<Case> {};

TEST_P(FoldingTest, foldsNamesToWhatPeopleType) {
    EXPECT_EQ(foldedParts(GetParam().typed), GetParam().folded);
}

INSTANTIATE_TEST_SUITE_P(Names, FoldingTest,
                         ::testing::Values(Case{"Testerman", {"testerman"}},          //
                                           Case{"  Mock  RIDGE ", {"mock", "ridge"}}, //
                                           Case{"M\u00fcller", {"muller"}},           // u with diaeresis
                                           Case{"Mu\u0308ller", {"muller"}},          // the same, decomposed
                                           Case{"Stra\u00dfe", {"strasse"}},          // sharp s
                                           Case{"STRASSE", {"strasse"}},              //
                                           Case{"S\u00f8rensen", {"sorensen"}},       // o with stroke
                                           Case{"\u0141uk\u00e1\u0161", {"lukas"}},
                                           Case{"O\u2019Exemplar", {"oexemplar"}}, // typographic apostrophe
                                           Case{"O'Exemplar", {"oexemplar"}},
                                           Case{"Smith-Mock", {"smith", "mock"}},
                                           Case{"\u0130brahim", {"ibrahim"}},          // capital I with dot
                                           Case{"\uff34\uff45\uff53\uff54", {"test"}}, // full width
                                           Case{"\u0391\u03bd\u03bd\u03b1", {"\u03b1\u03bd\u03bd\u03b1"}},
                                           Case{"\u738b\u5c0f\u660e", {"\u738b\u5c0f\u660e"}}, Case{"", {}},
                                           Case{" - ", {}}, Case{"\xff\xfe", {}}));

TEST(Soundex, codesAsTheNationalArchivesDo) {
    EXPECT_EQ(soundex("robert"), "R163");
    EXPECT_EQ(soundex("rupert"), "R163");
    EXPECT_EQ(soundex("ashcraft"), "A261"); // h does not separate equal codes
    EXPECT_EQ(soundex("tymczak"), "T522");  // a vowel does
    EXPECT_EQ(soundex("pfister"), "P236");  // the first letter's own code counts as seen
    EXPECT_EQ(soundex("lee"), "L000");
    EXPECT_EQ(soundex("\u738b"), "");
    EXPECT_EQ(soundex(""), "");
}

} // namespace
} // namespace custos::phi
