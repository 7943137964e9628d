#include "server/phi/blind_index.h"

#include "server/phi/key_material.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace custos::phi {
namespace {

using Tokens = std::vector<IndexToken>;

const Searchable silas{"Testerman-M\u00fcller", "Silas", "Si", "+1 (555) 010-4477", "1984-02-29"};

class BlindIndexTest : public ::testing::Test {
protected:
    // What the database does: a patient is found when it has every token of the query.
    bool finds(std::string_view query) const {
        Tokens asked = index.tokensOfQuery(query);
        std::ranges::sort(asked);
        return !asked.empty() && std::ranges::includes(stored, asked);
    }
    bool findsBySound(std::string_view query) const {
        const Tokens asked = index.phoneticTokensOfQuery(query);
        return !asked.empty() && std::ranges::includes(stored, asked);
    }

    const BlindIndex index{randomKey()};
    const Tokens stored = index.tokensOf(silas);
};

TEST_F(BlindIndexTest, findsTheBeginningOfAnyName) {
    for (const char* query :
         {"tes", "Testerman", "TESTER", "m\u00fcl", "mull", "sil", "Silas", "testerman-mul"})
        EXPECT_TRUE(finds(query)) << query;
}

TEST_F(BlindIndexTest, needsEveryWord) {
    EXPECT_TRUE(finds("silas test"));
    EXPECT_TRUE(finds("test silas 4477"));
    EXPECT_FALSE(finds("silas mockridge"));
}

TEST_F(BlindIndexTest, asksForWhatFewHaveFirstWhateverTheOrderOfTheWords) {
    const auto alone = [this](std::string_view word) { return index.tokensOfQuery(word).front(); };
    EXPECT_EQ(index.tokensOfQuery("sil testerman"), (Tokens{alone("testerman"), alone("sil")}));
    EXPECT_EQ(index.tokensOfQuery("testerman 4477 1984-02-29 sil testerman"),
              (Tokens{alone("1984-02-29"), alone("4477"), alone("testerman"), alone("sil")}));
}

TEST_F(BlindIndexTest, findsNoMiddlesAndNoOtherNames) {
    for (const char* query : {"esterman", "man", "ilas", "testermanx", "exemplar", "", " ", "-"})
        EXPECT_FALSE(finds(query)) << query;
}

TEST_F(BlindIndexTest, findsShortNamesWholeButNoShortBeginnings) {
    EXPECT_TRUE(finds("si"));
    EXPECT_FALSE(finds("te"));
    EXPECT_FALSE(finds("s"));
}

TEST_F(BlindIndexTest, findsByPhoneAndBirthDate) {
    EXPECT_TRUE(finds("4477"));
    EXPECT_TRUE(finds("(555) 010-4477"));
    EXPECT_TRUE(finds("1984-02-29"));
    EXPECT_TRUE(finds("02/29/1984"));
    EXPECT_FALSE(finds("447"));
    EXPECT_FALSE(finds("0104"));
    EXPECT_FALSE(finds("1984-02-28"));
    EXPECT_FALSE(finds("1984"));
}

TEST_F(BlindIndexTest, identifiesByTheWholeFamilyNameAndTheBirthDateAlone) {
    const auto identifies = [this](const char* family, const char* given, const char* birthDate) {
        const auto asked = index.tokenOfIdentity(family, given, birthDate);
        return asked && std::ranges::binary_search(stored, *asked);
    };
    EXPECT_TRUE(identifies("Testerman-M\u00fcller", "", "1984-02-29"));
    EXPECT_TRUE(identifies("testerman muller", "SILAS", "02/29/1984"));
    for (const char* family :
         {"Testerman", "M\u00fcller", "Testerman-M\u00fclle", "Testerman-M\u00fcller Silas", "Silas"})
        EXPECT_FALSE(identifies(family, "", "1984-02-29")) << family;
    EXPECT_FALSE(identifies("Testerman-M\u00fcller", "Si", "1984-02-29"));
    EXPECT_FALSE(identifies("Testerman-M\u00fcller", "", "1984-02-28"));
    EXPECT_FALSE(index.tokenOfIdentity("-", "", "1984-02-29"));
    EXPECT_FALSE(index.tokenOfIdentity("Testerman", "", "soon"));
}

TEST_F(BlindIndexTest, findsBySound) {
    EXPECT_TRUE(findsBySound("Testermann"));
    EXPECT_TRUE(findsBySound("Sylas"));
    EXPECT_FALSE(findsBySound("Mockridge"));
}

TEST_F(BlindIndexTest, findsNamesLongerThanTheLongestPrefix) {
    const BlindIndex other(randomKey());
    const Tokens longName = other.tokensOf({"Wolfeschlegelsteinhausen", "", "", "", ""});
    EXPECT_TRUE(std::ranges::includes(longName, other.tokensOfQuery("wolfeschlegelstein")));
    EXPECT_LE(longName.size(), 16u);
}

TEST_F(BlindIndexTest, sharesNoTokenBetweenTenants) {
    const Tokens others = BlindIndex(randomKey()).tokensOf(silas);
    Tokens shared;
    std::ranges::set_intersection(stored, others, std::back_inserter(shared));
    EXPECT_TRUE(shared.empty());
    EXPECT_EQ(stored.size(), others.size());
}

TEST_F(BlindIndexTest, sharesNoValueBetweenKinds) {
    // "4477" as a name, a phone's end and a whole name: three kinds, three values.
    const Tokens same = index.tokensOf({"4477", "", "", "4477", ""});
    std::vector<std::array<std::uint8_t, 16>> values;
    for (const IndexToken& token : same)
        values.push_back(token.value);
    std::ranges::sort(values);
    EXPECT_EQ(std::ranges::adjacent_find(values), values.end());
}

TEST_F(BlindIndexTest, holdsNothingInTheClear) {
    std::string bytes;
    for (const IndexToken& token : stored)
        bytes.append(reinterpret_cast<const char*>(token.value.data()), token.value.size());
    for (const char* word : {"test", "Test", "sil", "4477", "1984"})
        EXPECT_EQ(bytes.find(word), std::string::npos) << word;
}

TEST_F(BlindIndexTest, givesEachTokenOnceAndTheSameEachTime) {
    EXPECT_TRUE(std::ranges::is_sorted(stored));
    EXPECT_EQ(std::ranges::adjacent_find(stored), stored.end());
    EXPECT_EQ(index.tokensOf(silas), stored);
}

TEST_F(BlindIndexTest, makesNoTokensOfNothing) {
    EXPECT_TRUE(index.tokensOf({}).empty());
    EXPECT_TRUE(index.tokensOf({"", "", "", "12", "not a date"}).empty());
}

} // namespace
} // namespace custos::phi
