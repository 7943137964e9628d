#include "server/files/private_file.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace custos {
namespace {

namespace fs = std::filesystem;

class PrivateFileTest : public ::testing::Test {
protected:
    static std::string read(const fs::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    custos::testing::TemporaryDirectory directory_;
    fs::path path_ = directory_.path() / "ready.json";
};

TEST_F(PrivateFileTest, isForItsOwnerAloneWhateverWasThere) {
    std::ofstream(path_) << "open to all";
    fs::permissions(path_, fs::perms(0666));
    ASSERT_TRUE(writePrivateFile(path_, "secret"));
    EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0600));
    EXPECT_EQ(read(path_), "secret");
}

TEST_F(PrivateFileTest, followsNoLinkThatWaitsForIt) {
    const auto elsewhere = directory_.path() / "elsewhere";
    std::ofstream(elsewhere) << "theirs";
    fs::create_symlink(elsewhere, path_);
    fs::create_symlink(elsewhere, fs::path(path_).concat(".new"));
    ASSERT_TRUE(writePrivateFile(path_, "secret"));
    EXPECT_EQ(read(elsewhere), "theirs");
    EXPECT_FALSE(fs::is_symlink(path_));
    EXPECT_EQ(read(path_), "secret");
}

TEST_F(PrivateFileTest, leavesWhatWasThereWhereThereIsNoRoomForAllOfIt) {
    ASSERT_TRUE(writePrivateFile(path_, "earlier"));
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit tight{100, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const bool written = writePrivateFile(path_, std::string(200, 'x'));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_FALSE(written);
    EXPECT_EQ(read(path_), "earlier");
    EXPECT_FALSE(fs::exists(fs::path(path_).concat(".new")));
}

TEST_F(PrivateFileTest, leavesNothingWhereItCannotBeWritten) {
    fs::create_directories(path_ / "taken");
    EXPECT_FALSE(writePrivateFile(path_, "secret"));
    EXPECT_FALSE(fs::exists(fs::path(path_).concat(".new")));
    EXPECT_FALSE(writePrivateFile(directory_.path() / "missing" / "ready.json", "secret"));
}

} // namespace
} // namespace custos
