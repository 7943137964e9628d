#include "server/running.h"

#include "server/demo/plan.h"
#include "server/host/host_names.h"
#include "server/host/process.h"
#include "server/host/start_refused.h"
#include "server/household.h"
#include "server/log/log.h"

#include <unistd.h>

#include <iostream>

namespace custos {

namespace {

using namespace std::chrono_literals;

void printHandover(const Handover& handover) {
    std::cout << "Keep these two off this machine. They are shown once and stored nowhere.\n\n"
              << "Recovery key: " << handover.recoveryKey << "\n\nNext TLS key:\n"
              << handover.nextTlsKeyPem << std::endl;
}

/// Until somebody asks to end, or the database is gone for good.
int waitForEnd(const StopSignal& stop, Ground& ground, Household& household, log::Log& log) {
    while (!stop.wait(100ms)) {
        if (!ground.tend(log))
            return 1;
        household.tend();
    }
    log.info("stopping");
    return 0;
}

/// A demo's place in time; decision 0030.
struct DemoTime {
    demo::FixedZone zone;
    demo::Day today;
    std::chrono::minutes waiting{};
    std::chrono::microseconds displayAhead{};
};

DemoTime demoTime(const std::optional<std::chrono::sys_days>& given) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    DemoTime time{.zone = demo::lateMorningZone(now), .today = {}, .waiting = {}, .displayAhead = {}};
    const auto local = now + time.zone.offset;
    const auto localDay = std::chrono::floor<std::chrono::days>(local);
    time.today = given.value_or(localDay);
    const auto start = time.today + demo::demoHour;
    if (time.today == localDay)
        time.waiting = std::chrono::floor<std::chrono::minutes>(local - start);
    else
        time.displayAhead = start - local;
    return time;
}

demo::ReadyFile readyFile(const DataLayout& layout, http::Enrolment enrolment,
                          const std::vector<demo::PracticePlan>& plans) {
    writeOpenFile(layout.authorityFile(), enrolment.authorityPem);
    demo::ReadyFile file{.url = enrolment.addresses.front(),
                         .ca = layout.authorityFile(),
                         .spkiSha256 = enrolment.pins[0],
                         .enrolmentFiles = {},
                         .ledgerPublicKey = enrolment.ledgerPublicKey,
                         .accounts = {},
                         .adminSocket = layout.adminSocket()};
    enrolment.issuedBy = "custosd demo";
    enrolment.issuedFor = "any computer; all data are synthetic";
    for (const auto& plan : plans) {
        enrolment.practiceId = ledger::toText(plan.id);
        enrolment.practiceCode = plan.code;
        enrolment.practiceName = plan.name;
        const auto path = layout.enrolmentFile(plan.code);
        writeOpenFile(path, http::writeEnrolment(enrolment));
        file.enrolmentFiles[plan.code] = path;
    }
    return file;
}

} // namespace

int runInit(const InitCommand& command) {
    Ground ground(command.data);
    if (std::filesystem::exists(ground.layout().keys()))
        throw StartRefused("there are keys already; they are never replaced");
    printHandover(makeSecrets(ground.layout(), serverNames(ListenAddress().host)));
    return 0;
}

int runServer(const ServeCommand& command) {
    log::Log log(STDERR_FILENO);
    Ground ground(command.data);
    const StopSignal stop;
    auto opened = publicPartOf(openSecrets(ground.layout(), serverNames(command.listen.host, command.names)));
    writeOpenFile(ground.layout().authorityFile(), opened.certificates.authorityPem);
    Household household(ground,
                        {.listen = command.listen,
                         .names = command.names,
                         .allowTls12 = command.allowTls12,
                         .repeatWindow = command.repeatWindow,
                         .requestRate = command.requestRate,
                         .keyPlace = command.keyPlace},
                        std::move(opened), log);
    (void)household.open();
    return waitForEnd(stop, ground, household, log);
}

int runDemo(const DemoCommand& command) {
    LateWriter readyWriter(command.ready);
    log::Log log(STDERR_FILENO);
    Ground ground(command.data);
    const StopSignal stop;
    const auto time = demoTime(command.today);
    const auto plans = demo::planDemo(command.seed, time.today, time.zone);
    if (!std::filesystem::exists(ground.layout().keys()))
        (void)makeSecrets(ground.layout(), serverNames(command.listen.host)); // nobody restores a demo
    auto opened = publicPartOf(openSecrets(ground.layout(), serverNames(command.listen.host)));
    Household household(ground,
                        {.listen = command.listen,
                         .repeatWindow = command.repeatWindow,
                         .requestRate = command.requestRate,
                         .displayAhead = time.displayAhead,
                         .keyPlace = command.keyPlace},
                        std::move(opened), log);
    auto accounts = household.seed({.seed = command.seed,
                                    .today = time.today,
                                    .zone = time.zone,
                                    .waiting = time.waiting,
                                    .bait = command.bait});
    auto ready = readyFile(ground.layout(), household.open(), plans);
    ready.accounts = std::move(accounts);
    if (!readyWriter.write(demo::toJsonText(ready)))
        throw StartRefused("cannot write " + command.ready.string());
    return waitForEnd(stop, ground, household, log);
}

} // namespace custos
