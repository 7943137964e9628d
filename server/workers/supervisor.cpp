#include "server/workers/supervisor.h"

#include "ledger/bytes.h"
#include "server/host/start_refused.h"
#include "server/log/log.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace custos::workers {

namespace {

using namespace std::chrono_literals;
using log::Code;
using log::Field;

constexpr auto startPatience = 60s;
constexpr auto seedPatience = 600s;
constexpr auto stopPatience = 8s;
constexpr auto firstPause = 100ms;
constexpr auto longestPause = 10000ms;
constexpr auto livedLongEnough = 30s;
constexpr int controlDescriptor = 3;

Code nameOf(Role role) {
    switch (role) {
    case Role::Seed:
        return "seed";
    case Role::Keys:
        return "keys";
    case Role::Sequencer:
        return "sequencer";
    case Role::Auth:
        return "auth";
    case Role::Api:
        return "api";
    case Role::Operations:
        return "operations";
    case Role::Front:
        break;
    }
    return "front";
}

/// Our own program, as it was when we were started: an upgrade on disk must not mix versions.
ipc::Descriptor ownProgram() {
    ipc::Descriptor program(::open("/proc/self/exe", O_PATH | O_CLOEXEC));
    if (!program)
        throw StartRefused("cannot find the program's own file");
    return program;
}

/// In the child: only what may be called between fork and exec.
[[noreturn]] void becomeWorker(int program, int line, pid_t parent) {
    // A copy first: the line may stand on the descriptor that it is to have.
    const int kept = ::fcntl(line, F_DUPFD, controlDescriptor + 2);
    const int image = ::fcntl(program, F_DUPFD, controlDescriptor + 2);
    const int nothing = ::open("/dev/null", O_RDWR);
    if (kept < 0 || image < 0 || nothing < 0)
        ::_exit(2);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    ::dup2(kept, controlDescriptor);
    ::dup2(image, controlDescriptor + 1);
    ::fcntl(controlDescriptor + 1, F_SETFD, FD_CLOEXEC);
    ::close_range(controlDescriptor + 2, ~0U, 0);
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent)
        ::_exit(2);
    char name[] = "custosd";
    char word[] = "worker";
    char* const arguments[] = {name, word, nullptr};
    ::fexecve(controlDescriptor + 1, arguments, environ);
    ::_exit(2);
}

/// Its status when the process has ended by then.
std::optional<int> awaitEnd(pid_t id, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        int status = 0;
        if (::waitpid(id, &status, WNOHANG) == id)
            return status;
        if (std::chrono::steady_clock::now() >= deadline)
            return std::nullopt;
        std::this_thread::sleep_for(10ms);
    }
}

bool says(const std::optional<ipc::Control::Message>& message, Report report) {
    return message && !message->bytes.empty() && static_cast<Report>(message->bytes[0]) == report;
}

} // namespace

Supervisor::Supervisor(log::Log& log)
    : log_(log)
    , program_(ownProgram()) {}

Supervisor::~Supervisor() {
    for (const Role role :
         {Role::Front, Role::Operations, Role::Api, Role::Auth, Role::Sequencer, Role::Keys})
        if (const auto found = processes_.find(role); found != processes_.end())
            end(found->second);
}

void Supervisor::launch(Process& process) {
    auto pair = ipc::packetPair();
    const pid_t parent = ::getpid();
    process.id = ::fork();
    if (process.id == 0)
        becomeWorker(program_.get(), pair.there.get(), parent);
    process.line = std::make_unique<ipc::Control>(std::move(pair.here));
    process.started = Clock::now();
}

bool Supervisor::awaitReady(const Process& process) {
    return says(process.line->receive(startPatience), Report::Ready);
}

bool Supervisor::launchAndConnect(Process& process) {
    launch(process);
    auto order = encode(process.order);
    const bool told = process.id > 0 && process.line->send(order, process.pass.get());
    ledger::wipe(order);
    if (!told || !awaitReady(process))
        return false;
    connect(process.order.role);
    return true;
}

void Supervisor::start(Order order, ipc::Descriptor pass) {
    const Role role = order.role;
    auto& process = processes_[role];
    process.order = std::move(order);
    process.pass = std::move(pass);
    if (!launchAndConnect(process))
        throw StartRefused("the process " + std::string(nameOf(role).text()) + " does not start");
}

std::string Supervisor::runOnce(const Order& order) {
    Process process;
    process.order = order;
    if (!launchAndConnect(process))
        throw StartRefused("the process " + std::string(nameOf(order.role).text()) + " does not start");
    auto answer = process.line->receive(seedPatience);
    if (!answer) {
        end(process);
        throw StartRefused("the demo can't be stored; is this another demo's directory?");
    }
    end(process);
    return std::move(answer->bytes);
}

void Supervisor::awaitReport(Role role, Report report) {
    auto& process = processes_.at(role);
    if (!says(process.line->receive(startPatience), report))
        throw StartRefused("the process " + std::string(nameOf(role).text()) + " does not serve");
}

Supervisor::Process* Supervisor::running(Role role) {
    const auto found = processes_.find(role);
    return found != processes_.end() && found->second.id > 0 ? &found->second : nullptr;
}

void Supervisor::connect(Role role) {
    for (const auto& ends : links)
        if (ends.from == role || ends.to == role)
            connect(ends);
}

void Supervisor::connect(const LinkEnds& ends) {
    auto* from = running(ends.from);
    auto* to = running(ends.to);
    if (!from || !to)
        return;
    const auto pair = ipc::streamPair();
    const char message[] = {static_cast<char>(Instruction::Attach), static_cast<char>(ends.link)};
    // Who has died meanwhile is connected anew when it is started again.
    (void)to->line->send({message, sizeof(message)}, pair.there.get());
    (void)from->line->send({message, sizeof(message)}, pair.here.get());
}

void Supervisor::noteDeath(Process& process, int status) {
    log_.error("worker.died", {Field::code("worker", nameOf(process.order.role)),
                               Field::number("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
                               Field::number("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
                               Field::number("core", WIFSIGNALED(status) && WCOREDUMP(status) ? 1 : 0)});
    process.id = -1;
    process.line.reset();
    process.pause = Clock::now() - process.started > livedLongEnough
                        ? firstPause
                        : std::clamp<std::chrono::milliseconds>(2 * process.pause, firstPause, longestPause);
    process.nextStart = Clock::now() + process.pause;
}

void Supervisor::tend(Process& process) {
    int status = 0;
    if (process.id > 0 && ::waitpid(process.id, &status, WNOHANG) == process.id)
        noteDeath(process, status);
    if (process.id > 0 || Clock::now() < process.nextStart)
        return;
    if (launchAndConnect(process)) {
        log_.info("worker.started", {Field::code("worker", nameOf(process.order.role))});
        return;
    }
    if (process.id > 0) {
        ::kill(process.id, SIGKILL);
        ::waitpid(process.id, &status, 0);
    }
    noteDeath(process, status);
}

void Supervisor::tend() {
    for (auto& [role, process] : processes_)
        tend(process);
}

void Supervisor::end(Process& process) {
    if (process.id <= 0)
        return;
    const char stop = static_cast<char>(Instruction::Stop);
    (void)process.line->send({&stop, 1});
    if (!awaitEnd(process.id, stopPatience)) {
        ::kill(process.id, SIGKILL);
        ::waitpid(process.id, nullptr, 0);
    }
    process.id = -1;
}

} // namespace custos::workers
