#include "server/workers/worker.h"

#include "ledger/bytes.h"
#include "server/host/data_directory.h"
#include "server/log/log.h"
#include "server/sandbox/sandbox.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <stdexcept>

namespace custos::workers {

namespace {

using namespace std::chrono_literals;

constexpr int controlDescriptor = 3;
constexpr auto orderPatience = 30s;
constexpr auto betweenTicks = 100ms;

WorkerPtr make(const Order& order, ipc::Descriptor passed, log::Log& log) {
    switch (order.role) {
    case Role::Seed:
        return makeSeedWorker(order);
    case Role::Keys:
        return makeKeysWorker(order);
    case Role::Sequencer:
        return makeSequencerWorker(order);
    case Role::Auth:
        return makeAuthWorker(order, log);
    case Role::Api:
        return makeApiWorker(order, log);
    case Role::Operations:
        return makeOperationsWorker(order, log);
    case Role::Front:
        return makeFrontWorker(order, std::move(passed), log);
    }
    throw std::runtime_error("no such role");
}

/// Descriptors that one process can come to need: the door's connections, and everybody's lines and pools.
constexpr unsigned fewDescriptors = 256;
constexpr unsigned doorsDescriptors = 2048;

sandbox::Walls wallsOf(const Order& order) {
    switch (order.role) {
    case Role::Keys: // a token's module decides for itself which files it needs
        return {.descriptors = fewDescriptors,
                .opensFiles = true,
                .within = order.keyPlace.module.empty()
                              ? std::vector<std::filesystem::path>{DataLayout(order.root).keys()}
                              : std::vector<std::filesystem::path>{}};
    case Role::Front:
        return {.accepts = true, .descriptors = doorsDescriptors};
    case Role::Operations:
        return {.connectsLocally = true, .accepts = true, .descriptors = fewDescriptors};
    case Role::Seed: // opens practices' keys itself, at the token if there is one
        return {.connectsLocally = true,
                .descriptors = fewDescriptors,
                .opensFiles = !order.keyPlace.module.empty()};
    case Role::Sequencer:
    case Role::Auth:
    case Role::Api:
        break;
    }
    return {.connectsLocally = true, .descriptors = fewDescriptors};
}

const char* titleOf(Role role) {
    switch (role) {
    case Role::Seed:
        return "custosd-seed";
    case Role::Keys:
        return "custosd-keys";
    case Role::Sequencer:
        return "custosd-sealing"; // a title has 15 characters
    case Role::Auth:
        return "custosd-auth";
    case Role::Api:
        return "custosd-api";
    case Role::Operations:
        return "custosd-operate";
    case Role::Front:
        break;
    }
    return "custosd-front";
}

/// Its end is the supervisor's to say: a terminal's or a service manager's signal goes to all of us at once.
void leaveSignalsToTheSupervisor() {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

/// False when it was told to stop.
bool follow(Worker& worker, ipc::Control::Message message) {
    if (message.bytes.empty() || static_cast<Instruction>(message.bytes[0]) == Instruction::Stop)
        return false;
    if (message.bytes.size() != 2 || !message.passed)
        return false;
    worker.attach(static_cast<Link>(message.bytes[1]), std::move(message.passed));
    return true;
}

void obey(Worker& worker, ipc::Control& control) {
    while (!control.closed()) {
        auto message = control.receive(betweenTicks);
        if (message && !follow(worker, std::move(*message)))
            return;
        if (const auto report = worker.tick(); report && !control.send(*report))
            return;
    }
}

} // namespace

int runWorker() {
    if (::fcntl(controlDescriptor, F_GETFD) < 0) {
        std::cerr << "custosd: workers are started by custosd itself\n";
        return 2;
    }
    leaveSignalsToTheSupervisor();
    ipc::Control control{ipc::Descriptor(controlDescriptor)};
    auto message = control.receive(orderPatience);
    const auto order = message ? decodeOrder(message->bytes) : std::nullopt;
    if (!order)
        return 2;
    log::Log log(STDERR_FILENO);
    const auto worker = make(*order, std::move(message->passed), log);
    ledger::wipe(message->bytes);
    ::prctl(PR_SET_NAME, titleOf(order->role), 0, 0, 0);
    sandbox::lockIn(wallsOf(*order));
    worker->start();
    const char ready = static_cast<char>(Report::Ready);
    if (!control.send({&ready, 1}))
        return 1;
    obey(*worker, control);
    return 0;
}

} // namespace custos::workers
