#include "ledger/entry.h"

#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

template<class Change>
std::optional<EntryError> faultAfter(Change change) {
    EntryFields fields = sampleFields();
    change(fields);
    const auto entry = Entry::make(std::move(fields));
    return entry ? std::nullopt : std::optional(entry.error());
}

} // namespace

TEST(Entry, sortsItsListsAndDropsRepeatedItems) {
    EntryFields fields = sampleFields();
    fields.roles = {"provider", "owner", "provider"};
    fields.fieldsShown = {"reason", "name", "reason"};
    fields.subjects = {Hash{9}, Hash{3}, Hash{9}};
    fields.details = {{"to", "roomed"}, {"from", "arrived"}, {"to", "roomed"}};
    const Entry entry = Entry::make(fields).value();
    EXPECT_EQ(entry.fields().roles, (std::vector<std::string>{"owner", "provider"}));
    EXPECT_EQ(entry.fields().fieldsShown, (std::vector<std::string>{"name", "reason"}));
    EXPECT_EQ(entry.fields().subjects, (std::vector<Hash>{Hash{3}, Hash{9}}));
    EXPECT_EQ(entry.fields().details, (std::vector<Detail>{{"from", "arrived"}, {"to", "roomed"}}));
}

TEST(Entry, refusesControlCharactersInEveryTextField) {
    for (const char* const forged : {"a\rb", "a\nb", "a\x1b[2Jb", "a\tb",
                                     "a\x7f"
                                     "b",
                                     "a\xc2\x9b"
                                     "b",
                                     "a b"}) {
        EXPECT_EQ(faultAfter([&](auto& f) { f.roles = {forged}; }), EntryError::TextMalformed);
        EXPECT_EQ(faultAfter([&](auto& f) { f.source = forged; }), EntryError::TextMalformed);
        EXPECT_EQ(faultAfter([&](auto& f) { f.reason = forged; }), EntryError::TextMalformed);
        EXPECT_EQ(faultAfter([&](auto& f) { f.fieldsShown = {forged}; }), EntryError::TextMalformed);
        EXPECT_EQ(faultAfter([&](auto& f) { f.details = {{forged, "x"}}; }), EntryError::TextMalformed);
        EXPECT_EQ(faultAfter([&](auto& f) { f.details = {{"key", forged}}; }), EntryError::TextMalformed);
    }
    EXPECT_EQ(faultAfter([](auto& f) { f.source = std::string("a\0b", 3); }), EntryError::TextMalformed);
}

TEST(Entry, refusesWordsWhereACodeIsMeant) {
    for (const char* const words : {"", "Front", "she said so", "-lead", "na\xc3\xafve"})
        EXPECT_EQ(faultAfter([&](auto& f) { f.roles = {words}; }), EntryError::TextMalformed) << words;
    EXPECT_EQ(faultAfter([](auto& f) { f.reason = std::string(65, 'a'); }), EntryError::TextMalformed);
    EXPECT_EQ(faultAfter([](auto& f) { f.source = std::string(65, '1'); }), EntryError::TextMalformed);
    EXPECT_EQ(faultAfter([](auto& f) { f.details = {{"key", ""}}; }), EntryError::TextMalformed);
}

TEST(Entry, refusesWhatWasForgotten) {
    EXPECT_EQ(faultAfter([](auto& f) { f.tenant = {}; }), EntryError::TenantMissing);
    EXPECT_EQ(faultAfter([](auto& f) { f.nonce = {}; }), EntryError::NonceMissing);
    EXPECT_EQ(faultAfter([](auto& f) { f.action = {}; }), EntryError::ActionMissing);
    EXPECT_EQ(faultAfter([](auto& f) { f.actor = Uuid{}; }), EntryError::IdMalformed);
    EXPECT_EQ(faultAfter([](auto& f) { f.breakGlass = Uuid{}; }), EntryError::IdMalformed);
}

TEST(Entry, coversNoTimeBeforeItself) {
    EXPECT_EQ(faultAfter([](auto& f) { f.coversUntil = f.time - std::chrono::microseconds(1); }),
              EntryError::TimeOutOfRange);
    EXPECT_EQ(faultAfter([](auto& f) { f.time = earliestTime - std::chrono::microseconds(1); }),
              EntryError::TimeOutOfRange);
    EXPECT_EQ(faultAfter([](auto& f) { f.coversUntil = latestTime + std::chrono::microseconds(1); }),
              EntryError::TimeOutOfRange);
    EXPECT_EQ(faultAfter([](auto& f) { f.time = *(f.coversUntil = earliestTime); }),
              EntryError::TimeOutOfRange);
}

TEST(Entry, boundsItsLists) {
    const auto hashes = [](std::size_t count) {
        std::vector<Hash> all;
        for (std::size_t number = 0; number < count; ++number)
            all.push_back(someHash(unsigned(number)));
        return all;
    };
    EXPECT_FALSE(faultAfter([&](auto& f) { f.subjects = hashes(maxSubjects); }));
    EXPECT_EQ(faultAfter([&](auto& f) { f.subjects = hashes(maxSubjects + 1); }), EntryError::TooMany);
    EXPECT_EQ(faultAfter([](auto& f) {
                  for (int number = 0; number < 129; ++number)
                      f.fieldsShown.push_back("field_" + std::to_string(number));
              }),
              EntryError::TooMany);
}

TEST(Entry, givesOneValuePerDetail) {
    EXPECT_EQ(faultAfter([](auto& f) {
                  f.details = {{"to", "arrived"}, {"to", "roomed"}};
              }),
              EntryError::DetailRepeated);
}

} // namespace custos::ledger
