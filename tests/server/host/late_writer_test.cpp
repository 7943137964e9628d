#include "server/host/privileges.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace custos {
namespace {

namespace fs = std::filesystem;

class LateWriterTest : public ::testing::Test {
protected:
    [[nodiscard]] std::string written() const {
        std::ifstream file(path_);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    custos::testing::TemporaryDirectory directory_;
    fs::path path_ = directory_.path() / "ready.json";
};

TEST_F(LateWriterTest, writesMoreThanAPipeHolds) {
    const std::string content(std::size_t{1} << 20, 'x');
    LateWriter writer(path_);
    ASSERT_TRUE(writer.write(content));
    EXPECT_TRUE(written() == content);
}

TEST_F(LateWriterTest, writesNothingThatItWasNotGiven) {
    { const LateWriter writer(path_); }
    EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(LateWriterTest, saysThatItCannot) {
    fs::create_directories(path_ / "taken");
    LateWriter writer(path_);
    EXPECT_FALSE(writer.write("secret"));
}

/// However far it had come. As root; anybody else's writer has no child that could go on without it.
TEST_F(LateWriterTest, leavesNothingWhereItsParentDiesInTheMiddle) {
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0); // who is left behind ends before we look
    const std::string content(std::size_t{64} << 20, 'x');
    const pid_t parent = ::fork();
    if (parent == 0) {
        LateWriter writer(path_);
        const itimerval soon{{0, 0}, {0, 2000}};
        ::setitimer(ITIMER_REAL, &soon, nullptr); // SIGALRM ends it
        (void)writer.write(content);
        ::_exit(0);
    }
    ASSERT_GT(parent, 0);
    while (::waitpid(-1, nullptr, 0) > 0)
        continue;
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    EXPECT_TRUE(!fs::exists(path_) || written() == content) << fs::file_size(path_);
}

} // namespace
} // namespace custos
