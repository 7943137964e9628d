#include "ledger/excerpt.h"

#include "tests/ledger/temp_bundle.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <sys/wait.h>

namespace custos::ledger {

namespace {

struct Ran {
    int exitCode = -1;
    std::string output;
};

Ran run(const std::string& command) {
    Ran result;
    FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
        result.output.append(buffer.data(), count);
    const int status = pclose(pipe);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

class VerifyProgram : public testing::Test {
protected:
    VerifyProgram() {
        files.write("checkpoint", log.note());
        files.write("remembered", SampleLog(4).note());
        files.writeEntries(log.rows());
    }
    [[nodiscard]] Ran verify() const { return run(CUSTOS_VERIFY " '" + key + "' " + files.path().string()); }
    [[nodiscard]] Ran byHand() const {
        return run("bash " CUSTOS_CHECK_BY_HAND " '" + key + "' " + files.path().string());
    }

    const SampleLog log{9};
    const std::string key = toText(log.identity());
    const TempBundle files;
};

bool says(const Ran& ran, std::string_view words) {
    return ran.output.find(words) != std::string::npos;
}

} // namespace

TEST_F(VerifyProgram, leavesWithZeroForAnHonestLog) {
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 0) << result.output;
    EXPECT_TRUE(says(result, "VERIFIED: all 9 entries")) << result.output;
}

TEST_F(VerifyProgram, readsTheKeyFromAFileToo) {
    files.write("key", key + "\n");
    EXPECT_EQ(run(CUSTOS_VERIFY " " + (files.path() / "key").string() + " " + files.path().string()).exitCode,
              0);
}

TEST_F(VerifyProgram, namesTheFirstBadEntryAndLeavesWithOne) {
    auto rows = log.rows();
    (*rows[6].entry)[40] ^= 1;
    (*rows[8].entry)[40] ^= 1;
    files.writeEntries(rows);
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(says(result, "DAMAGED: entry 6 was edited")) << result.output;
    EXPECT_TRUE(says(result, "proves the entries below 4")) << result.output;
}

TEST_F(VerifyProgram, seesAHistorySealedAgain) {
    SampleLog other;
    for (unsigned index = 0; index < 9; ++index)
        other.seal(sampleEntry(index == 2 ? 999 : index));
    files.write("checkpoint", other.note());
    files.writeEntries(other.rows());
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(says(result, "history was rewritten")) << result.output;
    EXPECT_TRUE(says(result, "one of 0 to 3")) << result.output;
}

TEST_F(VerifyProgram, seesADeletionBehindAReceipt) {
    files.write("receipts", toBase64(someHash(1)) + "\n");
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(says(result, toBase64(someHash(1)))) << result.output;
    EXPECT_FALSE(says(result, "VERIFIED"));
}

TEST_F(VerifyProgram, leavesWithTwoWhenCalledWrongly) {
    EXPECT_EQ(run(CUSTOS_VERIFY).exitCode, 2);
    EXPECT_EQ(run(CUSTOS_VERIFY " nonsense " + files.path().string()).exitCode, 2);
    EXPECT_EQ(run(CUSTOS_VERIFY " --help").exitCode, 0);
}

TEST_F(VerifyProgram, leavesWithThreeWhenItCannotTell) {
    files.write("entries", "nonsense\n");
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_TRUE(says(result, "CANNOT TELL: entries, line 1")) << result.output;
}

TEST_F(VerifyProgram, leavesWithFourWhenTheKeyDidNotSign) {
    files.write("checkpoint", SampleLog(9, 8).note());
    const Ran result = verify();
    EXPECT_EQ(result.exitCode, 4);
    EXPECT_TRUE(says(result, "it names another key")) << result.output;
}

TEST_F(VerifyProgram, cannotBeMadeToPrintEscapeCodes) {
    files.write("entries", "\x1b[2J\x1b]0;owned\a\n");
    EXPECT_FALSE(says(verify(), "\x1b"));
}

// The steps of docs/ledger.md, with nothing of ours in them.
TEST_F(VerifyProgram, agreesWithTheCheckByHand) {
    const Ran honest = byHand();
    EXPECT_EQ(honest.exitCode, 0) << honest.output;
    EXPECT_TRUE(says(honest, "9 entries")) << honest.output;
}

TEST_F(VerifyProgram, agreesWithTheCheckByHandAboutDamage) {
    auto rows = log.rows();
    (*rows[6].entry)[40] ^= 1;
    files.writeEntries(rows);
    const Ran edited = byHand();
    EXPECT_NE(edited.exitCode, 0);
    EXPECT_TRUE(says(edited, "entry 6")) << edited.output;
    files.writeEntries({log.rows().begin(), log.rows().begin() + 8});
    EXPECT_NE(byHand().exitCode, 0);
    files.writeEntries(log.rows());
    files.write("checkpoint", SampleLog(9, 8).note());
    EXPECT_NE(byHand().exitCode, 0);
}

TEST(VerifyProgramWithAnExcerpt, tellsAnHonestOneFromAnEditedOne) {
    const SampleLog log(9);
    Excerpt excerpt{log.note(), {}, {}, {{3, sampleEntry(3), inclusionProof(log.nodes(), 3, 9).value()}}};
    const auto verify = [&] {
        const TempBundle files;
        for (const BundleFile& file : toFiles(excerpt))
            files.write(file.name.c_str(), file.content);
        return run(CUSTOS_VERIFY " '" + toText(log.identity()) + "' " + files.path().string());
    };
    const Ran honest = verify();
    EXPECT_EQ(honest.exitCode, 0) << honest.output;
    EXPECT_TRUE(says(honest, "VERIFIED: all 1 entries in it")) << honest.output;
    excerpt.shown.front().entry = sampleEntry(4);
    const Ran edited = verify();
    EXPECT_EQ(edited.exitCode, 1) << edited.output;
    EXPECT_TRUE(says(edited, "entry 3 is not what was sealed")) << edited.output;
}

} // namespace custos::ledger
