#include "server/demo/ready_file.h"
#include "server/demo/totp_steps.h"

#include "server/auth/totp.h"
#include "server/files/private_file.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace custos::demo {
namespace {

class ReadyFileTest : public ::testing::Test {
protected:
    ReadyFile example() {
        return {.url = "https://127.0.0.1:4433",
                .ca = "/tmp/ca.pem",
                .spkiSha256 = std::string(64, 'a'),
                .enrolmentFiles = {{"harborlane", "/tmp/harborlane.custos"},
                                   {"pinewood", "/tmp/pinewood.custos"}},
                .ledgerPublicKey = "key",
                .accounts = {{.username = "mira.okonjo",
                              .password = "synthetic",
                              .totpSeed = auth::toBase32(seed_),
                              .role = "front_desk",
                              .practice = "harborlane"}},
                .adminSocket = "/tmp/admin"};
    }

    auth::TotpSeed seed_ = auth::newTotpSeed();
    custos::testing::TemporaryDirectory directory_;
    std::filesystem::path path_ = directory_.path() / "ready.json";
};

TEST_F(ReadyFileTest, readsBack) {
    ASSERT_TRUE(writePrivateFile(path_, toJsonText(example())));
    const auto file = readReadyFile(path_);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->url, "https://127.0.0.1:4433");
    EXPECT_EQ(file->enrolmentFiles.size(), 2U);
    EXPECT_EQ(file->accounts.at(0).role, "front_desk");
}

TEST_F(ReadyFileTest, handsOutEachStepOnceToManyAtTheSameTime) {
    // Two codes are within the drift at once; a third would wait for the next step.
    const TotpSteps steps(path_);
    const auto ready = example();
    std::mutex mutex;
    std::set<std::string> codes;
    std::vector<std::thread> askers;
    for (int i = 0; i < 2; ++i)
        askers.emplace_back([&] {
            const auto code = steps.nextCode(ready, "mira.okonjo");
            const std::lock_guard lock(mutex);
            codes.insert(code.value_or(""));
        });
    for (auto& asker : askers)
        asker.join();
    const auto now =
        auth::totpStepAt(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
    EXPECT_EQ(codes.size(), 2U);
    for (const auto& code : codes)
        EXPECT_TRUE(code == auth::totpCode(seed_, now) || code == auth::totpCode(seed_, now + 1) ||
                    code == auth::totpCode(seed_, now - 1));
}

TEST_F(ReadyFileTest, knowsOnlyItsOwnAccounts) {
    const auto code = TotpSteps(path_).nextCode(example(), "nobody");
    ASSERT_FALSE(code);
    EXPECT_EQ(code.error(), TotpStepsError::NoSuchUser);
}

TEST_F(ReadyFileTest, refusesWhatIsNoReadyFile) {
    EXPECT_EQ(readReadyFile(path_).error(), ReadyFileError::Missing);
    ASSERT_TRUE(writePrivateFile(path_, "{}"));
    EXPECT_EQ(readReadyFile(path_).error(), ReadyFileError::Damaged);
}

} // namespace
} // namespace custos::demo
