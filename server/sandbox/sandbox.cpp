#include "server/sandbox/sandbox.h"

#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <memory>
#include <stdexcept>

namespace custos::sandbox {

namespace {

/// What the C and C++ libraries, OpenSSL, libpq and Asio do with memory, threads, time and what is open.
constexpr int needed[] = {
    // memory
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mlock), SCMP_SYS(munlock),
    // threads and their ends
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(getppid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sysinfo),
    // time and chance
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime), SCMP_SYS(getrandom),
    // what is open
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat),
    SCMP_SYS(lseek), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(shutdown), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername)};

/// What nobody has a reason to call who starts no programs.
constexpr int starting[] = {SCMP_SYS(execve), SCMP_SYS(execveat)};

/// What nothing of ours, and nothing that we start, has ever a reason to call.
constexpr int hostile[] = {SCMP_SYS(ptrace),
                           SCMP_SYS(process_vm_readv),
                           SCMP_SYS(process_vm_writev),
                           SCMP_SYS(pidfd_getfd),
                           SCMP_SYS(kcmp),
                           SCMP_SYS(bpf),
                           SCMP_SYS(perf_event_open),
                           SCMP_SYS(init_module),
                           SCMP_SYS(finit_module),
                           SCMP_SYS(kexec_load),
                           SCMP_SYS(kexec_file_load),
                           SCMP_SYS(mount),
                           SCMP_SYS(umount2),
                           SCMP_SYS(pivot_root),
                           SCMP_SYS(chroot),
                           SCMP_SYS(setns),
                           SCMP_SYS(unshare),
                           SCMP_SYS(userfaultfd),
                           SCMP_SYS(io_uring_setup),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(add_key),
                           SCMP_SYS(request_key)};

void demand(bool done) {
    if (!done)
        throw std::runtime_error("a process could not be locked in");
}

/// The list of what may be called, on its way into the kernel.
class Filter {
public:
    /// `otherwise` is what becomes of calls without a rule.
    explicit Filter(std::uint32_t otherwise)
        : context_(seccomp_init(otherwise), &seccomp_release) {
        demand(context_ != nullptr);
        // All threads, whichever exist by now; and what the kernel says when it can't, not a guess.
        demand(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0);
        demand(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0);
    }

    void allow(int call) { rule(SCMP_ACT_ALLOW, call, {}); }
    void allow(int call, std::initializer_list<scmp_arg_cmp> when) { rule(SCMP_ACT_ALLOW, call, when); }
    void kill(int call) { rule(SCMP_ACT_KILL_PROCESS, call, {}); }
    void deny(int call, std::uint16_t error) { rule(SCMP_ACT_ERRNO(error), call, {}); }

    void load() { demand(seccomp_load(context_.get()) == 0); }

private:
    void rule(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> when) {
        const int added = seccomp_rule_add_array(context_.get(), action, call,
                                                 static_cast<unsigned>(when.size()), when.begin());
        // a call that this processor's kernel does not have needs no rule
        demand(added == 0 || added == -EDOM);
    }

    const std::unique_ptr<void, decltype(&seccomp_release)> context_;
};

scmp_arg_cmp bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

scmp_arg_cmp equal(unsigned argument, std::uint64_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

void allowWithinLimits(Filter& filter) {
    // Memory for data, never for code.
    filter.allow(SCMP_SYS(mmap), {bits(2, PROT_EXEC, 0)});
    filter.allow(SCMP_SYS(mprotect), {bits(2, PROT_EXEC, 0)});
    // Threads, never processes. The C library asks for clone3 first, whose arguments a filter can't see.
    filter.allow(SCMP_SYS(clone), {bits(0, CLONE_THREAD, CLONE_THREAD)});
    filter.deny(SCMP_SYS(clone3), ENOSYS);
    filter.allow(SCMP_SYS(tgkill), {equal(0, static_cast<std::uint64_t>(::getpid()))});
    // Limits may be read.
    filter.allow(SCMP_SYS(prlimit64), {equal(2, 0)});
    filter.allow(SCMP_SYS(newfstatat), {bits(3, AT_EMPTY_PATH, AT_EMPTY_PATH)}); // of what is open
    filter.allow(SCMP_SYS(ioctl), {equal(1, FIONBIO)});
    for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_SETFL})
        filter.allow(SCMP_SYS(fcntl), {equal(1, static_cast<std::uint64_t>(command))});
}

void allowSockets(Filter& filter, const Walls& walls) {
    if (walls.connectsLocally) {
        filter.allow(SCMP_SYS(socket), {equal(0, AF_UNIX)});
        filter.allow(SCMP_SYS(connect));
    }
    if (walls.accepts) {
        filter.allow(SCMP_SYS(accept));
        filter.allow(SCMP_SYS(accept4));
    }
}

void allowFiles(Filter& filter) {
    for (const int call :
         {SCMP_SYS(openat),     SCMP_SYS(newfstatat), SCMP_SYS(getdents64), SCMP_SYS(faccessat),
          SCMP_SYS(faccessat2), SCMP_SYS(access),     SCMP_SYS(mkdirat),    SCMP_SYS(mkdir),
          SCMP_SYS(renameat),   SCMP_SYS(renameat2),  SCMP_SYS(rename),     SCMP_SYS(unlinkat),
          SCMP_SYS(unlink),     SCMP_SYS(fchmod),     SCMP_SYS(fsync),      SCMP_SYS(fdatasync),
          SCMP_SYS(ftruncate),  SCMP_SYS(flock),      SCMP_SYS(readlinkat), SCMP_SYS(readlink),
          SCMP_SYS(open),       SCMP_SYS(stat),       SCMP_SYS(lstat),      SCMP_SYS(umask)})
        filter.allow(call);
    for (const int command : {F_SETLK, F_SETLKW, F_GETLK, F_DUPFD_CLOEXEC})
        filter.allow(SCMP_SYS(fcntl), {equal(1, static_cast<std::uint64_t>(command))});
}

/// A descriptor for as long as the rules are written.
class Open {
public:
    explicit Open(long descriptor)
        : descriptor_(static_cast<int>(descriptor)) {
        demand(descriptor_ >= 0);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { ::close(descriptor_); }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    const int descriptor_;
};

/// All that the first version of Landlock can deny about files; later versions know more, which seccomp
/// denies.
constexpr std::uint64_t everyAccess = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
constexpr std::uint64_t allowedWithin = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                        LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                        LANDLOCK_ACCESS_FS_REMOVE_FILE;

void stayWithin(const std::vector<std::filesystem::path>& directories) {
    const landlock_ruleset_attr all{everyAccess};
    const Open rules(::syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0));
    for (const auto& directory : directories) {
        const Open parent(::open(directory.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY));
        const landlock_path_beneath_attr rule{allowedWithin, parent.get()};
        demand(::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0);
    }
    demand(::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0);
}

void giveUpCapabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    demand(::syscall(SYS_capset, &header, none) == 0);
    demand(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0);
}

void limitTo(unsigned descriptors) {
    const rlimit open{descriptors, descriptors};
    const rlimit none{0, 0};
    demand(::setrlimit(RLIMIT_NOFILE, &open) == 0 && ::setrlimit(RLIMIT_CORE, &none) == 0);
}

} // namespace

void lockIn(const Walls& walls) {
    demand(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    giveUpCapabilities();
    limitTo(walls.descriptors);
    if (!walls.within.empty())
        stayWithin(walls.within);
    Filter filter(SCMP_ACT_ERRNO(EPERM));
    for (const int call : needed)
        filter.allow(call);
    for (const int call : starting)
        filter.kill(call);
    for (const int call : hostile)
        filter.kill(call);
    allowWithinLimits(filter);
    allowSockets(filter, walls);
    if (walls.opensFiles)
        allowFiles(filter);
    filter.load();
}

void denyHostileCalls() {
    demand(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    Filter filter(SCMP_ACT_ALLOW);
    for (const int call : hostile)
        filter.kill(call);
    filter.load();
}

} // namespace custos::sandbox
