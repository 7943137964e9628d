// What somebody could do who runs code of their own inside a locked-in process: each attack is first shown to
// succeed without the walls, and then refused behind them.

#include "server/sandbox/sandbox.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

namespace custos::sandbox {
namespace {

using custos::testing::TemporaryDirectory;

/// Zero where it succeeded, else the error.
using Attack = std::function<int()>;

constexpr int endedByTheKernel = -SIGSYS;

int errorOf(long result) {
    return result < 0 ? errno : 0;
}

/// What came of an attack in a process of its own: its result, or minus the signal that ended it.
int resultOf(const Attack& attack, const Walls* walls) {
    const pid_t child = ::fork();
    if (child == 0) {
        rlimit core{}; // those that the kernel ends leave no core here either; what they may is the walls' to
                       // say
        ::getrlimit(RLIMIT_CORE, &core);
        core.rlim_cur = 0;
        ::setrlimit(RLIMIT_CORE, &core);
        if (walls)
            lockIn(*walls);
        ::_exit(attack());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

const Walls front{.accepts = true, .descriptors = 64};
const Walls nothing{.descriptors = 64};
const Walls withDatabase{.connectsLocally = true, .descriptors = 64};

void isRefused(const Attack& attack, int with = EPERM) {
    EXPECT_EQ(resultOf(attack, nullptr), 0) << "the attack itself does not work here";
    for (const auto& walls : {front, nothing, withDatabase})
        EXPECT_EQ(resultOf(attack, &walls), with);
}

TEST(Sandbox, startsNoOtherProgram) {
    isRefused(
        [] {
            ::execl("/bin/true", "true", nullptr);
            return errno;
        },
        endedByTheKernel);
}

TEST(Sandbox, makesNoOtherProcess) {
    isRefused([] {
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        return errorOf(child);
    });
}

TEST(Sandbox, opensNoFileThatItsUserMayRead) {
    isRefused([] { return errorOf(::open("/etc/passwd", O_RDONLY)); });
    isRefused([] {
        return errorOf(::syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", std::array<long, 3>{}.data(), 24));
    });
    isRefused([] { return errorOf(::open("/proc/self/mem", O_RDONLY)); });
    isRefused([] { return errorOf(::access("/etc/passwd", R_OK)); });
    isRefused([] {
        struct stat status {};
        return errorOf(::stat("/etc/passwd", &status));
    });
}

TEST(Sandbox, changesNoFile) {
    isRefused([] { return errorOf(::open("/tmp", O_TMPFILE | O_WRONLY, 0600)); });
    isRefused([] { return errorOf(::syscall(SYS_memfd_create, "x", 0)); });
    isRefused([] {
        const auto name = "/tmp/custos-planted-" + std::to_string(::getpid());
        const auto made = errorOf(::mkdir(name.c_str(), 0700));
        ::rmdir(name.c_str());
        return made;
    });
}

TEST(Sandbox, tracesAndReadsNoOtherProcess) {
    const pid_t parent = ::getpid();
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    const auto trace = [parent] { return errorOf(::ptrace(PTRACE_SEIZE, parent, nullptr, nullptr)); };
    const auto read = [parent] {
        static char here[8];
        static char there[8];
        const iovec local{here, sizeof(here)};
        const iovec remote{there, sizeof(there)};
        return errorOf(::process_vm_readv(parent, &local, 1, &remote, 1, 0));
    };
    EXPECT_EQ(resultOf(trace, nullptr), 0);
    EXPECT_EQ(resultOf(read, nullptr), 0);
    EXPECT_EQ(resultOf(trace, &front), endedByTheKernel);
    EXPECT_EQ(resultOf(read, &front), endedByTheKernel);
    isRefused([parent] { return errorOf(::kill(parent, 0)); });
    isRefused([parent] { return errorOf(::syscall(SYS_tgkill, parent, parent, 0)); });
    isRefused([parent] {
        rlimit theirs{};
        ::prlimit(parent, RLIMIT_NOFILE, nullptr, &theirs);
        return errorOf(::prlimit(parent, RLIMIT_NOFILE, &theirs, nullptr));
    });
}

TEST(Sandbox, turnsNoDataIntoCode) {
    isRefused([] {
        void* page =
            ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return page == MAP_FAILED ? errno : 0;
    });
    isRefused([] {
        void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return errorOf(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
    });
}

TEST(Sandbox, makesNoSocketThatLeavesTheMachineOrListens) {
    isRefused([] { return errorOf(::socket(AF_INET, SOCK_STREAM, 0)); });
    isRefused([] { return errorOf(::socket(AF_INET6, SOCK_DGRAM, 0)); });
    isRefused([] { return errorOf(::socket(AF_NETLINK, SOCK_RAW, 0)); });
    const auto listenLocally = [] {
        const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        address.sun_path[1] = 'c'; // abstract: needs no file
        if (made < 0 || ::bind(made, reinterpret_cast<const sockaddr*>(&address), 8) != 0)
            return errno;
        return errorOf(::listen(made, 1));
    };
    isRefused(listenLocally);
}

TEST(Sandbox, connectsToNothingWhereItHasNoDatabase) {
    const auto makeLocal = [] { return errorOf(::socket(AF_UNIX, SOCK_STREAM, 0)); };
    EXPECT_EQ(resultOf(makeLocal, &front), EPERM);
    EXPECT_EQ(resultOf(makeLocal, &nothing), EPERM);
    EXPECT_EQ(resultOf(makeLocal, &withDatabase), 0);
}

TEST(Sandbox, gainsNoPrivilegeAndKeepsNone) {
    const auto becomesRoot = [] { return errorOf(::setresuid(0, 0, 0)); };
    EXPECT_EQ(resultOf(becomesRoot, &front), EPERM);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        lockIn(front);
        [[maybe_unused]] const auto told = ::write(ends[1], "x", 1);
        for (;;)
            std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    char byte = 0;
    ASSERT_EQ(::read(ends[0], &byte, 1), 1);
    std::ifstream file("/proc/" + std::to_string(child) + "/status");
    const std::string status{std::istreambuf_iterator<char>(file), {}};
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (const char* line :
         {"CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapInh:\t0000000000000000",
          "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"})
        EXPECT_NE(status.find(line), std::string::npos) << line;
}

TEST(Sandbox, raisesNoLimitAndOpensNoMoreThanItMay) {
    EXPECT_EQ(resultOf(
                  [] {
                      const rlimit more{1 << 20, 1 << 20};
                      return errorOf(::setrlimit(RLIMIT_CORE, &more));
                  },
                  &front),
              EPERM);
    EXPECT_EQ(resultOf(
                  [] {
                      for (int i = 0; i < 1000; ++i)
                          if (::socket(AF_UNIX, SOCK_STREAM, 0) < 0)
                              return errno;
                      return 0;
                  },
                  &withDatabase),
              EMFILE);
}

TEST(Sandbox, leavesNoCoreBehind) {
    const auto mayLeaveOne = [] {
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        return core.rlim_max == 0 ? EPERM : 0;
    };
    isRefused(mayLeaveOne);
}

TEST(Sandbox, holdsThreadsThatWereThereBefore) {
    EXPECT_EQ(resultOf(
                  [] {
                      int ends[2];
                      if (::pipe(ends) != 0)
                          return 1;
                      int seen = -1;
                      std::thread before([&] {
                          char byte = 0;
                          [[maybe_unused]] const auto got = ::read(ends[0], &byte, 1);
                          seen = errorOf(::open("/etc/passwd", O_RDONLY));
                      });
                      lockIn(front);
                      [[maybe_unused]] const auto told = ::write(ends[1], "x", 1);
                      before.join();
                      return seen;
                  },
                  nullptr),
              EPERM);
}

TEST(Sandbox, opensFilesWhereTheKeysLieAndNowhereElse) {
    const TemporaryDirectory keys;
    const TemporaryDirectory elsewhere;
    const auto writes = [](const std::filesystem::path& directory) {
        return [file = directory / "key"] {
            const int made = ::open(file.c_str(), O_RDWR | O_CREAT, 0600);
            return made < 0 ? errno : errorOf(::fsync(made));
        };
    };
    const auto starts = [] {
        ::execl("/bin/true", "true", nullptr);
        return errno;
    };
    const Walls walls{.descriptors = 64, .opensFiles = true, .within = {keys.path()}};
    EXPECT_EQ(resultOf(writes(keys.path()), &walls), 0);
    EXPECT_EQ(resultOf(writes(elsewhere.path()), nullptr), 0);
    EXPECT_EQ(resultOf(writes(elsewhere.path()), &walls), EACCES);
    EXPECT_EQ(resultOf([] { return errorOf(::open("/etc/passwd", O_RDONLY)); }, &walls), EACCES);
    EXPECT_EQ(resultOf(starts, &walls), endedByTheKernel);
    EXPECT_EQ(resultOf([] { return errorOf(::socket(AF_UNIX, SOCK_STREAM, 0)); }, &walls), EPERM);
}

/// Behind the wall that whoever starts programs has: none of the attack's own, or of a program's it starts.
void isRefusedToAStarter(const Attack& attack) {
    EXPECT_EQ(resultOf(attack, nullptr), 0) << "the attack itself does not work here";
    EXPECT_EQ(resultOf(
                  [&attack] {
                      denyHostileCalls();
                      return attack();
                  },
                  nullptr),
              endedByTheKernel);
}

/// What another program, started for it, ends with; a signal as minus its number, as above.
int resultOfProgram(const char* program, const char* argument) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl(program, program, argument, "/bin/true", nullptr);
        ::_exit(errno);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        ::raise(WTERMSIG(status));
    return WEXITSTATUS(status);
}

TEST(Sandbox, letsAStarterStartProgramsButNotIntrudeOrLetThemIntrude) {
    const pid_t parent = ::getpid();
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    isRefusedToAStarter([parent] { return errorOf(::ptrace(PTRACE_SEIZE, parent, nullptr, nullptr)); });
    isRefusedToAStarter([] { return resultOfProgram("/usr/bin/unshare", "--user"); });
    EXPECT_EQ(resultOf(
                  [] {
                      denyHostileCalls();
                      return resultOfProgram("/usr/bin/env", "-i");
                  },
                  nullptr),
              0);
    EXPECT_EQ(resultOf(
                  [] {
                      denyHostileCalls();
                      return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 1;
                  },
                  nullptr),
              0);
}

TEST(Sandbox, leavesAllThatAServerNeeds) {
    EXPECT_EQ(resultOf(
                  [] {
                      std::string grown;
                      std::thread worker([&grown] { grown.assign(std::size_t{8} << 20, 'x'); });
                      worker.join();
                      std::this_thread::sleep_for(std::chrono::milliseconds(1));
                      return grown.size() == std::size_t{8} << 20 ? 0 : 1;
                  },
                  &nothing),
              0);
}

} // namespace
} // namespace custos::sandbox
