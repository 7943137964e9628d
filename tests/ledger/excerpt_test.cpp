#include "ledger/excerpt.h"

#include "tests/ledger/temp_bundle.h"

namespace custos::ledger {

namespace {

ShownEntry shownFrom(const SampleLog& log, std::uint64_t index) {
    return {index, *log.rows().at(index).entry, inclusionProof(log.nodes(), index, log.size()).value()};
}

class ExcerptOfALog : public testing::Test {
protected:
    ExcerptOfALog() {
        excerpt.checkpoint = log.note();
        excerpt.remembered = SampleLog(4).note();
        excerpt.consistency = consistencyProof(log.nodes(), 4, log.size()).value();
        excerpt.shown = {shownFrom(log, 2), shownFrom(log, 8)};
    }
    [[nodiscard]] Result<ExcerptFinding, BundleProblem> verified() const {
        for (const BundleFile& file : toFiles(excerpt))
            files.write(file.name.c_str(), file.content);
        EXPECT_TRUE(isExcerpt(files.path()));
        return verifyExcerpt(files.path(), log.identity());
    }

    const SampleLog log{9};
    Excerpt excerpt;
    const TempBundle files;
};

} // namespace

TEST_F(ExcerptOfALog, isVerifiedByItself) {
    const auto finding = verified();
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->verdict.finding, Finding::Verified);
    EXPECT_EQ(finding->checkpoint, log.checkpoint());
    EXPECT_TRUE(finding->remembered);
    EXPECT_EQ(finding->shown, (std::vector<std::uint64_t>{2, 8}));
}

TEST_F(ExcerptOfALog, isVerifiedHoweverOldItIs) {
    excerpt.checkpoint = log.note(SampleLog::signedAt - std::chrono::hours(24 * 365));
    EXPECT_EQ(verified()->verdict.finding, Finding::Verified);
}

TEST_F(ExcerptOfALog, namesAnEntryThatWasEdited) {
    excerpt.shown.at(1).entry = sampleEntry(77);
    const auto finding = verified();
    EXPECT_EQ(finding->verdict.finding, Finding::EntryNotIncluded);
    EXPECT_EQ(finding->verdict.firstBadIndex, 8U);
}

TEST_F(ExcerptOfALog, showsARollback) {
    excerpt.remembered = SampleLog(12).note();
    EXPECT_EQ(verified()->verdict.finding, Finding::Rollback);
}

TEST_F(ExcerptOfALog, showsAFork) {
    SampleLog other;
    other.seal(sampleEntry(50));
    excerpt.remembered = other.note();
    excerpt.consistency = consistencyProof(log.nodes(), 1, log.size()).value();
    EXPECT_EQ(verified()->verdict.finding, Finding::Fork);
}

TEST_F(ExcerptOfALog, doesNotCountWhenAnotherKeySigned) {
    excerpt.checkpoint = SampleLog(9, 8).note();
    const auto finding = verified();
    ASSERT_FALSE(finding);
    EXPECT_EQ(finding.error().fault, BundleFault::CheckpointRefused);
}

TEST_F(ExcerptOfALog, mayHoldACheckpointAlone) {
    excerpt.shown.clear();
    excerpt.remembered.clear();
    excerpt.consistency.clear();
    EXPECT_EQ(verified()->verdict.finding, Finding::Verified);
}

TEST_F(ExcerptOfALog, hasOneSpelling) {
    for (const BundleFile& file : toFiles(excerpt))
        files.write(file.name.c_str(), file.content);
    const std::string line = "2 " + toBase64(excerpt.shown.front().entry);
    for (const std::string& other :
         {"02" + line.substr(1), " " + line, line + " ", line + " AAAA", std::string("2")}) {
        files.write("shown", other + "\n");
        const auto finding = verifyExcerpt(files.path(), log.identity());
        ASSERT_FALSE(finding) << other;
        EXPECT_EQ(finding.error().fault, BundleFault::LineMalformed) << other;
    }
}

TEST_F(ExcerptOfALog, hasOneEarlierCheckpointAtMost) {
    excerpt.remembered += SampleLog(5).note();
    ASSERT_FALSE(verified());
}

} // namespace custos::ledger
