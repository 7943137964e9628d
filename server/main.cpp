#include "server/demo/ready_file.h"
#include "server/demo/totp_steps.h"
#include "server/host/process.h"
#include "server/host/start_refused.h"
#include "server/operator/bait_client.h"
#include "server/operator/import_client.h"
#include "server/operator/keys_client.h"
#include "server/operator/options.h"
#include "server/operator/practice_client.h"
#include "server/running.h"
#include "server/sandbox/sandbox.h"
#include "server/workers/worker.h"

#include <iostream>
#include <string_view>

namespace custos {
namespace {

constexpr int usageStatus = 2;

int printCode(const TotpCommand& command) {
    const auto ready = demo::readReadyFile(command.ready);
    if (!ready) {
        std::cerr << "custosd: " << command.ready.string() << " is no ready file of a demo\n";
        return 1;
    }
    const auto code = demo::TotpSteps(command.ready).nextCode(*ready, command.user);
    if (!code) {
        std::cerr << "custosd: no code for that user\n";
        return 1;
    }
    std::cout << *code << "\n";
    return 0;
}

struct Run {
    int operator()(const InitCommand& command) const { return runInit(command); }
    int operator()(const ServeCommand& command) const { return runServer(command); }
    int operator()(const DemoCommand& command) const { return runDemo(command); }
    int operator()(const TotpCommand& command) const { return printCode(command); }
    int operator()(const ImportCommand& command) const {
        const StopSignal stop;
        return importFhir(
            command, [&stop] { return stop.wait(std::chrono::milliseconds(0)); }, std::cout, std::cerr);
    }
    int operator()(const CreatePracticeCommand& command) const {
        return createPractice(command, std::cout, std::cerr);
    }
    int operator()(const InvitePersonCommand& command) const {
        return invitePerson(command, std::cout, std::cerr);
    }
    int operator()(const RotateKeysCommand& command) const {
        return rotateKeys(command, std::cout, std::cerr);
    }
    int operator()(const BaitCommand& command) const { return layOutBait(command, std::cout, std::cerr); }
    int operator()(const HelpCommand&) const {
        std::cout << usage();
        return 0;
    }
    int operator()(const VersionCommand&) const {
        std::cout << "custosd " CUSTOS_VERSION "\n";
        return 0;
    }
};

} // namespace
} // namespace custos

int main(int argc, char** argv) {
    try {
        custos::hardenProcess();
        if (argc == 2 && std::string_view(argv[1]) == "worker")
            return custos::workers::runWorker(); // has inherited what follows
        custos::sandbox::denyHostileCalls();     // so does the database
        const auto command = custos::parseCommandLine(argc, argv);
        if (!command) {
            std::cerr << "custosd: " << command.error().sentence << "\n";
            return custos::usageStatus;
        }
        return std::visit(custos::Run(), *command);
    } catch (const custos::StartRefused& refused) {
        std::cerr << "custosd: " << refused.what() << "\n";
    } catch (const std::exception&) {
        // what() may quote what was being worked on
        std::cerr << "custosd: ended by an unexpected failure\n";
    }
    return 1;
}
