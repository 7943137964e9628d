#include "server/running.h"

#include "ledger/keys.h"
#include "server/data_directory.h"
#include "server/demo/plan.h"
#include "server/embedded/embedded_postgres.h"
#include "server/http/enrolment_file.h"
#include "server/log/log.h"
#include "server/privileges.h"
#include "server/process.h"
#include "server/workers/supervisor.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace custos {

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "localhost";
}

bool isAnyAddress(const std::string& host) {
    return host == "0.0.0.0" || host == "::";
}

/// Under which names the server may be called: its certificate's.
std::vector<std::string> namesOf(const ListenAddress& listen, const std::vector<std::string>& further = {}) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1", hostName()};
    names.insert(names.end(), further.begin(), further.end());
    if (!isAnyAddress(listen.host))
        names.push_back(listen.host);
    std::sort(names.begin() + 1, names.end());
    names.erase(std::unique(names.begin() + 1, names.end()), names.end());
    names.erase(std::remove(names.begin() + 1, names.end(), "localhost"), names.end());
    return names;
}

std::string urlOf(std::string host, uint16_t port) {
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return "https://" + host + ":" + std::to_string(port);
}

const char* sentence(http::ListenError error) {
    switch (error) {
    case http::ListenError::BadAddress:
        return "the address to listen on is none of this machine's";
    case http::ListenError::AddressInUse:
        return "the address to listen on is in use";
    case http::ListenError::BadCertificate:
        return "the certificate does not load";
    case http::ListenError::BadKey:
        return "the certificate's key does not load";
    case http::ListenError::NoPermission:
        break;
    }
    return "the port needs more rights";
}

void makePrivateDirectory(const std::filesystem::path& path, mode_t mode,
                          const std::optional<embedded::SystemAccount>& owner) {
    if ((::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) || ::chmod(path.c_str(), mode) != 0 ||
        (owner && ::chown(path.c_str(), owner->user, owner->group) != 0))
        throw StartRefused("cannot make " + path.string());
}

/// What everybody may know of the secrets, and what the door needs of them. The keys themselves are opened
/// again by the processes that need them, and by none else.
struct Opened {
    std::vector<std::string> keyFingerprints;
    std::string ledgerPublicKey; ///< Base64
    http::Certificates certificates;
};

Opened publicPartOf(Secrets secrets) {
    const auto seed = secrets.keys.key(phi::StoredKey::LedgerSigning);
    return {.keyFingerprints = secrets.keys.fingerprints(),
            .ledgerPublicKey =
                ledger::toBase64(ledger::SigningKey::fromSeed(ledger::SecretKey<32>(seed)).publicKey().bytes),
            .certificates = std::move(secrets.certificates)};
}

/// The database of our own, started with the rights that we have, which are then given up.
class Ground {
public:
    explicit Ground(const std::filesystem::path& wanted)
        : account_(accountToBecome())
        , layout_(account_ ? reachableDirectory(wanted) : std::filesystem::absolute(wanted))
        , postgres_(startPostgres())
        , guard_(layout_.root / "pg", socketDirectory()) {
        makePrivateDirectory(layout_.openFiles(), 0755, account_);
        makePrivateDirectory(layout_.run(), 0700, account_);
        if (account_)
            becomeAccount(*account_);
    }

    [[nodiscard]] const DataLayout& layout() const { return layout_; }
    [[nodiscard]] std::string conninfo(db::Duty duty) const { return postgres_.conninfo(duty); }

    /// True while the database serves, or could be started again.
    [[nodiscard]] bool holds(log::Log& log) {
        if (postgres_.isRunning())
            return true;
        log.error("database.died");
        return postgres_.restart().has_value();
    }

private:
    embedded::EmbeddedPostgres startPostgres() {
        auto started = embedded::EmbeddedPostgres::start(
            {.directory = layout_.root, .clientAccount = account_ ? serverAccount : ""});
        if (!started)
            throw StartRefused(std::string("the database does not start: ") +
                               embedded::code(started.error().error) + " " + started.error().detail);
        return std::move(*started);
    }

    /// Where the database listens: what follows `host=`.
    [[nodiscard]] std::filesystem::path socketDirectory() const {
        const auto words = postgres_.adminConninfo();
        const auto begin = words.find('=') + 1;
        return words.substr(begin, words.find(' ') - begin);
    }

    const std::optional<embedded::SystemAccount> account_;
    const DataLayout layout_;
    embedded::EmbeddedPostgres postgres_;
    DatabaseGuard guard_;
};

void printHandover(const Handover& handover) {
    std::cout << "Keep these two off this machine. They are shown once and stored nowhere.\n\n"
              << "Recovery key: " << handover.recoveryKey << "\n\nNext TLS key:\n"
              << handover.nextTlsKeyPem << std::endl;
}

/// What the server and a demo have in common when they are asked for.
struct Wishes {
    ListenAddress listen;
    std::vector<std::string> names = {};
    bool allowTls12 = false;
    std::chrono::seconds repeatWindow{};
    int requestRate = 0;
    std::chrono::microseconds displayAhead{};
    KeyPlace keyPlace = {};
};

/// The processes behind the door, each with what is its own.
class Household {
public:
    Household(const Ground& ground, const Wishes& wishes, Opened opened, log::Log& log)
        : ground_(ground)
        , wishes_(wishes)
        , opened_(std::move(opened))
        , log_(log)
        , supervisor_(log) {}

    /// Stores a demo; its accounts.
    std::vector<demo::DemoAccount> seed(const workers::DemoOrder& demo) {
        auto order = orderFor(workers::Role::Seed, {db::Duty::Operations, db::Duty::Keys});
        order.demo = demo;
        const auto answer = supervisor_.runOnce(order);
        auto accounts = workers::decodeAccounts(std::string_view(answer).substr(1));
        if (!accounts)
            throw StartRefused("the demo can't be stored");
        return std::move(*accounts);
    }

    /// Everything behind the door, then the door. What computers learn of it, whatever the practice.
    http::Enrolment open() {
        using workers::Role;
        const auto socket = http::openListeningSocket(wishes_.listen.host, wishes_.listen.port);
        if (!socket)
            throw StartRefused(sentence(socket.error()));
        ipc::Descriptor listening(*socket);
        const auto port = http::portOf(listening.get());
        supervisor_.start(orderFor(Role::Keys, {}));
        supervisor_.start(orderFor(Role::Sequencer, {db::Duty::Sequencer}));
        supervisor_.start(orderFor(Role::Auth, {db::Duty::Auth, db::Duty::Audit}));
        supervisor_.start(orderFor(Role::Api, {db::Duty::Api, db::Duty::Audit, db::Duty::Keys}));
        auto operations = orderFor(Role::Operations, {db::Duty::Operations, db::Duty::Keys});
        operations.enrolment = enrolmentAt(port);
        supervisor_.start(operations);
        auto front = orderFor(Role::Front, {});
        front.identity = std::move(opened_.certificates.identity);
        supervisor_.start(std::move(front), std::move(listening));
        supervisor_.awaitReport(Role::Front, workers::Report::Serving);
        log_.info("serving", {log::Field::number("port", port)});
        return *operations.enrolment;
    }

    void tend() { supervisor_.tend(); }

private:
    [[nodiscard]] http::Enrolment enrolmentAt(uint16_t port) const {
        std::vector<std::string> addresses;
        for (const auto& name : wishes_.names)
            addresses.push_back(urlOf(name, port));
        if (addresses.empty())
            addresses.push_back(
                urlOf(isAnyAddress(wishes_.listen.host) ? hostName() : wishes_.listen.host, port));
        return {.addresses = std::move(addresses),
                .authorityPem = opened_.certificates.authorityPem,
                .pins = opened_.certificates.pins,
                .notAfter = opened_.certificates.notAfter,
                .practiceId = {},
                .practiceCode = {},
                .practiceName = {},
                .ledgerPublicKey = opened_.ledgerPublicKey,
                .issuedBy = "custosd on " + hostName(),
                .issuedAt = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                .issuedFor = "any computer of the practice"};
    }

    workers::Order orderFor(workers::Role role, std::initializer_list<db::Duty> duties) const {
        workers::Order order;
        order.role = role;
        order.root = ground_.layout().root;
        order.displayAhead = wishes_.displayAhead;
        order.repeatWindow = wishes_.repeatWindow;
        order.requestRate = std::uint64_t(wishes_.requestRate);
        order.keyFingerprints = opened_.keyFingerprints;
        order.allowTls12 = wishes_.allowTls12;
        if (role == workers::Role::Keys || role == workers::Role::Seed)
            order.keyPlace = wishes_.keyPlace;
        for (const auto duty : duties)
            order.logins[duty] = ground_.conninfo(duty);
        return order;
    }

    const Ground& ground_;
    const Wishes wishes_;
    Opened opened_;
    log::Log& log_;
    workers::Supervisor supervisor_;
};

/// Until somebody asks to end, or the database is gone for good.
int waitForEnd(const StopSignal& stop, Ground& ground, Household& household, log::Log& log) {
    while (!stop.wait(100ms)) {
        if (!ground.holds(log))
            return 1;
        household.tend();
    }
    log.info("stopping");
    return 0;
}

int serveEmbedded(const ServeCommand& command) {
    log::Log log(STDERR_FILENO);
    Ground ground(command.data);
    const StopSignal stop;
    auto opened = publicPartOf(openSecrets(ground.layout(), namesOf(command.listen, command.names)));
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
    printHandover(makeSecrets(ground.layout(), namesOf({})));
    return 0;
}

int runServer(const ServeCommand& command) {
    if (command.database.empty())
        return serveEmbedded(command);
    throw StartRefused("a database of your own is not served by this version");
}

int runDemo(const DemoCommand& command) {
    LateWriter readyWriter(command.ready);
    log::Log log(STDERR_FILENO);
    Ground ground(command.data);
    const StopSignal stop;
    const auto time = demoTime(command.today);
    const auto plans = demo::planDemo(command.seed, time.today, time.zone);
    if (!std::filesystem::exists(ground.layout().keys()))
        (void)makeSecrets(ground.layout(), namesOf(command.listen)); // nobody restores a demo
    auto opened = publicPartOf(openSecrets(ground.layout(), namesOf(command.listen)));
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
