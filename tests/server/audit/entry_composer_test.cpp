#include "server/audit/entry_composer.h"

#include "ledger/hash.h"
#include "tests/server/audit/audit_examples.h"

#include <gtest/gtest.h>

namespace custos::audit {

namespace {

using namespace std::chrono_literals;

class EntryComposerTest : public testing::Test {
protected:
    example::HandClock clock_;
    EntryComposer composer_{example::entryKeys(), clock_.source()};
};

TEST_F(EntryComposerTest, bytesLeafAndMacBelongTogether) {
    const auto prepared = composer_.compose(example::chartRead());
    ASSERT_TRUE(prepared);
    EXPECT_EQ(prepared->leaf, ledger::leafHash(prepared->bytes));
    EXPECT_TRUE(ledger::entryMacHolds(example::secret(1), prepared->bytes, prepared->mac));
    EXPECT_FALSE(ledger::entryMacHolds(example::secret(2), prepared->bytes, prepared->mac));
    const auto entry = ledger::decode(prepared->bytes);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->fields().time, clock_.now());
    EXPECT_EQ(entry->fields().subjects, prepared->subjects);
}

TEST_F(EntryComposerTest, equalActsNeverHaveEqualLeaves) {
    EXPECT_NE(composer_.compose(example::chartRead())->leaf, composer_.compose(example::chartRead())->leaf);
}

TEST_F(EntryComposerTest, neitherPatientIdNorTypedReasonStandsInTheBytes) {
    Draft draft = example::chartRead();
    draft.reasonWords = "asked for by Exemplar, Ada";
    const auto prepared = composer_.compose(draft);
    ASSERT_TRUE(prepared);
    const std::string bytes(prepared->bytes.begin(), prepared->bytes.end());
    const auto id = draft.patients.front().bytes;
    EXPECT_EQ(bytes.find("Exemplar"), std::string::npos);
    EXPECT_EQ(bytes.find(std::string(id.begin(), id.end())), std::string::npos);
    // the same search finds what does stand there
    EXPECT_NE(bytes.find("birth_date"), std::string::npos);
    const auto tenant = draft.tenant.bytes;
    EXPECT_NE(bytes.find(std::string(tenant.begin(), tenant.end())), std::string::npos);
}

TEST_F(EntryComposerTest, aPatientHasAnotherHashInAnotherPracticeAndUnderAnotherKey) {
    const auto here = composer_.subjectOf(example::practice(1), example::patient(7));
    EXPECT_EQ(here, composer_.subjectOf(example::practice(1), example::patient(7)));
    EXPECT_NE(here, composer_.subjectOf(example::practice(2), example::patient(7)));
    EXPECT_NE(here, composer_.subjectOf(example::practice(1), example::patient(8)));
    const EntryComposer other({example::secret(1), example::secret(9)}, clock_.source());
    EXPECT_NE(here, other.subjectOf(example::practice(1), example::patient(7)));
}

TEST_F(EntryComposerTest, theSubjectOfAnEntryIsTheOneThatIsSearchedFor) {
    const auto prepared = composer_.compose(example::chartRead(7));
    ASSERT_TRUE(prepared);
    EXPECT_EQ(prepared->subjects, std::vector{composer_.subjectOf(example::practice(), example::patient(7))});
}

TEST_F(EntryComposerTest, likenessIgnoresTimeAndNothingElse) {
    const Draft draft = example::chartRead();
    const auto likeness = composer_.likeness(draft);
    clock_.advance(10s);
    EXPECT_EQ(likeness, composer_.likeness(draft));

    std::vector<Draft> others(9, draft);
    others[0].session = example::uuid(0xd4, 2);
    others[1].patients = {example::patient(8)};
    others[2].patients.push_back(example::patient(8));
    others[3].fieldsShown.push_back("phone");
    others[4].reason = "treatment";
    others[5].reasonWords = "because";
    others[6].breakGlass = example::uuid(0xe5, 1);
    others[7].source = "127.0.0.2";
    others[8].action = ledger::Action::AppointmentRead;
    for (const Draft& other : others)
        EXPECT_NE(likeness, composer_.likeness(other));
}

TEST_F(EntryComposerTest, aControlCharacterInAnyTextIsRefused) {
    for (const std::string bad : {"a\rb", "a\nb", "a\x1b[2J", "a\x7f", "a\x9b"}) {
        std::vector<Draft> drafts(6, example::chartRead());
        drafts[0].source = bad;
        drafts[1].reason = bad;
        drafts[2].roles = {bad};
        drafts[3].fieldsShown = {bad};
        drafts[4].details = {{"to", bad}};
        drafts[5].details = {{bad, "arrived"}};
        for (const Draft& draft : drafts)
            EXPECT_EQ(composer_.compose(draft).error(), ledger::EntryError::TextMalformed);
    }
}

TEST_F(EntryComposerTest, aCoveringEntrySaysUntilWhen) {
    const auto prepared = composer_.composeCovering(example::chartRead(), 60s);
    ASSERT_TRUE(prepared);
    EXPECT_EQ(prepared->coversUntil, clock_.now() + 60s);
    EXPECT_EQ(ledger::decode(prepared->bytes)->fields().coversUntil, prepared->coversUntil);
}

} // namespace

} // namespace custos::audit
