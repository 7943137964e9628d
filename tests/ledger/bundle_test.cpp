#include "ledger/bundle.h"

#include "tests/ledger/temp_bundle.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

class Bundle : public testing::Test {
protected:
    Bundle() {
        files.write("checkpoint", log.note());
        files.write("remembered", SampleLog(4).note() + SampleLog(7).note());
        files.write("receipts", toBase64(log.rows()[5].leaf) + "\n");
        files.writeEntries(log.rows());
    }
    [[nodiscard]] auto verified() const { return verifyBundle(files.path(), log.identity()); }
    void expectProblem(BundleFault fault, std::string_view file, std::uint64_t line) const {
        const auto finding = verified();
        ASSERT_FALSE(finding);
        EXPECT_EQ(finding.error().fault, fault);
        EXPECT_EQ(finding.error().file, file);
        EXPECT_EQ(finding.error().line, line);
    }

    const SampleLog log{9};
    const TempBundle files;
};

} // namespace

TEST_F(Bundle, isVerifiedAsSealed) {
    const auto finding = verified();
    ASSERT_TRUE(finding);
    EXPECT_TRUE(finding->walk.intact());
    EXPECT_EQ(finding->remembered, 2u);
    EXPECT_EQ(finding->checkpoint, log.checkpoint());
}

TEST_F(Bundle, needsNeitherRememberedCheckpointsNorReceipts) {
    std::filesystem::remove(files.path() / "remembered");
    std::filesystem::remove(files.path() / "receipts");
    EXPECT_TRUE(verified()->walk.intact());
}

TEST_F(Bundle, holdsAnEmptyLog) {
    files.write("checkpoint", SampleLog().note());
    files.write("entries", "");
    files.write("remembered", "");
    files.write("receipts", "");
    EXPECT_TRUE(verified()->walk.intact());
}

TEST_F(Bundle, namesTheFirstBadEntry) {
    auto rows = log.rows();
    (*rows[6].entry)[40] ^= 1;
    files.writeEntries(rows);
    EXPECT_EQ(verified()->walk.damage, Damage::Edited);
    EXPECT_EQ(verified()->walk.first, 6u);
}

TEST_F(Bundle, missesAReceipt) {
    files.write("receipts", toBase64(someHash(1)) + "\n");
    EXPECT_EQ(verified()->walk.missingReceipts, std::vector<Hash>{someHash(1)});
}

TEST_F(Bundle, isRefusedWhenAFileIsMissing) {
    std::filesystem::remove(files.path() / "entries");
    expectProblem(BundleFault::Unreadable, "entries", 0);
    std::filesystem::remove(files.path() / "checkpoint");
    expectProblem(BundleFault::Unreadable, "checkpoint", 0);
}

TEST_F(Bundle, isRefusedWhenAFileIsADirectory) {
    for (const char* const file : {"remembered", "receipts"}) {
        std::filesystem::remove(files.path() / file);
        std::filesystem::create_directory(files.path() / file);
        expectProblem(BundleFault::Unreadable, file, 0);
        std::filesystem::remove(files.path() / file);
    }
}

TEST_F(Bundle, believesNoCheckpointThatTheKeyDidNotSign) {
    files.write("remembered", SampleLog(4).note() + SampleLog(7, 8).note());
    expectProblem(BundleFault::CheckpointRefused, "remembered", 16);
    files.write("checkpoint", SampleLog(9, 8).note());
    expectProblem(BundleFault::CheckpointRefused, "checkpoint", 8);
    EXPECT_EQ(verified().error().checkpointError, CheckpointError::UnknownKey);
}

TEST_F(Bundle, refusesFilesCutShort) {
    const std::string note = log.note();
    files.write("checkpoint", note.substr(0, note.size() - 1));
    expectProblem(BundleFault::LineMalformed, "checkpoint", 8);
    files.write("checkpoint", note.substr(0, note.find("\n\n") + 1));
    expectProblem(BundleFault::LineMalformed, "checkpoint", 6);
    files.write("checkpoint", "");
    expectProblem(BundleFault::LineMalformed, "checkpoint", 0);
    files.write("checkpoint", note + note);
    expectProblem(BundleFault::LineMalformed, "checkpoint", 16);
    files.write("checkpoint", note);
    files.write("entries", toLine(log.rows()[0]));
    expectProblem(BundleFault::LineMalformed, "entries", 1);
}

TEST_F(Bundle, refusesALineThatWouldFillTheMemory) {
    files.write("entries", toLine(log.rows()[0]) + "\n" + std::string(4'000'000, 'A') + "\n");
    expectProblem(BundleFault::LineMalformed, "entries", 2);
}

TEST(BundleLine, readsBackWhatItWrites) {
    const SampleLog log(3);
    for (SealedRow row : log.rows()) {
        const std::string line = toLine(row);
        ASSERT_TRUE(rowFromLine(line));
        EXPECT_EQ(toLine(*rowFromLine(line)), line);
        EXPECT_EQ(rowFromLine(line)->entry, row.entry);
        row.entry.reset();
        EXPECT_FALSE(rowFromLine(toLine(row))->entry);
    }
}

TEST(BundleLine, hasOneSpellingOnly) {
    const std::string line = toLine(SampleLog(1).rows()[0]);
    const std::string rest = line.substr(1);
    for (const std::string& other : {"00" + rest, "+0" + rest, " " + line, line + " ", line + "\r", rest,
                                     "0 " + rest, line + "=", line.substr(0, line.size() - 1),
                                     std::string("0 - - -"), std::string(), "99999999999999999999999" + rest})
        EXPECT_FALSE(rowFromLine(other)) << other;
}

} // namespace custos::ledger
