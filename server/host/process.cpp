#include "server/host/process.h"

#include <csignal>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

namespace custos {

void hardenProcess() {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0)
        throw std::runtime_error("core dumps cannot be switched off");
    ::umask(077);
    ::signal(SIGPIPE, SIG_IGN);
}

StopSignal::StopSignal() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    descriptor_ = ::signalfd(-1, &signals, SFD_CLOEXEC);
    if (descriptor_ < 0)
        throw std::runtime_error("no signal descriptor");
}

StopSignal::~StopSignal() {
    ::close(descriptor_);
}

bool StopSignal::wait(std::chrono::milliseconds patience) const {
    pollfd poll{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return ::poll(&poll, 1, static_cast<int>(patience.count())) > 0;
}

} // namespace custos
