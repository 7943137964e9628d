#include "server/running.h"

#include "server/admin_socket.h"
#include "server/backend.h"
#include "server/data_directory.h"
#include "server/demo/plan.h"
#include "server/demo/seeding.h"
#include "server/embedded/embedded_postgres.h"
#include "server/http/enrolment_file.h"
#include "server/import_service.h"
#include "server/log/log.h"
#include "server/privileges.h"
#include "server/process.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <thread>

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
std::vector<std::string> namesOf(const ListenAddress& listen) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1", hostName()};
    if (!isAnyAddress(listen.host))
        names.push_back(listen.host);
    std::sort(names.begin() + 1, names.end());
    names.erase(std::unique(names.begin() + 1, names.end()), names.end());
    names.erase(std::remove(names.begin() + 1, names.end(), "localhost"), names.end());
    return names;
}

std::string urlOf(const ListenAddress& listen, uint16_t port) {
    auto host = isAnyAddress(listen.host) ? hostName() : listen.host;
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return "https://" + host + ":" + std::to_string(port);
}

http::ListenerOptions listenerOptions(const ListenAddress& listen, bool allowTls12) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    http::ListenerOptions options;
    options.address = listen.host;
    options.port = listen.port;
    options.allowTls12 = allowTls12;
    options.ioThreads = std::max(1U, cores / 2);
    options.workers = cores + 1;
    return options;
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

AdminSocket::Commands adminCommands(const Backend& backend) {
    return {{"status",
             [](AdminConversation& with) {
                 (void)with.writeLine(R"({"status":"serving","version":")" CUSTOS_VERSION R"("})");
             }},
            {"import", [&backend](AdminConversation& with) { backend.import().converse(with); }}};
}

std::unique_ptr<AdminSocket> openAdminSocket(const DataLayout& layout, const Backend& backend) {
    auto socket = AdminSocket::open(layout.adminSocket(), adminCommands(backend));
    if (!socket)
        throw StartRefused("cannot listen on " + layout.adminSocket().string());
    return std::move(*socket);
}

uint16_t listen(Backend& backend, const ListenAddress& address, bool allowTls12, log::Log& log) {
    const auto port = backend.listen(listenerOptions(address, allowTls12));
    if (!port)
        throw StartRefused(sentence(port.error()));
    log.info("serving", {log::Field::number("port", *port)});
    return *port;
}

/// Until somebody asks to end, or the database is gone for good.
int waitForEnd(const StopSignal& stop, const std::function<bool()>& holds, log::Log& log) {
    while (!stop.wait(500ms))
        if (!holds())
            return 1;
    log.info("stopping");
    return 0;
}

int serveEmbedded(const ServeCommand& command) {
    log::Log log(STDERR_FILENO);
    Ground ground(command.data);
    const StopSignal stop;
    const auto secrets = openOrMakeSecrets(ground.layout(), namesOf(command.listen));
    if (secrets.handover)
        printHandover(*secrets.handover);
    writeOpenFile(ground.layout().authorityFile(), secrets.certificates.authorityPem);
    Backend backend({.keys = secrets.keys,
                     .certificates = secrets.certificates,
                     .conninfo = [&ground](db::Duty duty) { return ground.conninfo(duty); },
                     .log = log,
                     .repeatWindow = command.repeatWindow,
                     .requestRate = double(command.requestRate)});
    const auto admin = openAdminSocket(ground.layout(), backend);
    listen(backend, command.listen, command.allowTls12, log);
    return waitForEnd(
        stop, [&] { return ground.holds(log); }, log);
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

/// Practices that a demo is not asked for are left alone; one that is there already gets new passwords.
std::vector<demo::DemoAccount> seedAll(Backend& backend, const std::vector<demo::PracticePlan>& plans,
                                       std::chrono::minutes waiting) {
    std::vector<demo::DemoAccount> accounts;
    for (const auto& plan : plans) {
        auto seeded = demo::seed({.operations = backend.operations(),
                                  .keyring = backend.keyring(),
                                  .passwords = backend.passwords()},
                                 plan, waiting);
        if (!seeded)
            throw StartRefused("the demo can't be stored; is this another demo's directory?");
        std::move(seeded->begin(), seeded->end(), std::back_inserter(accounts));
    }
    return accounts;
}

http::Enrolment enrolmentFor(const demo::PracticePlan& plan, const Secrets& secrets, const std::string& url) {
    const auto ledgerKey = ledgerPublicKey(secrets.keys);
    return {.addresses = {url},
            .authorityPem = secrets.certificates.authorityPem,
            .pins = secrets.certificates.pins,
            .notAfter = secrets.certificates.notAfter,
            .practiceId = ledger::toText(plan.id),
            .practiceCode = plan.code,
            .practiceName = plan.name,
            .ledgerPublicKey = ledger::toBase64(ledgerKey.bytes),
            .issuedBy = "custosd demo",
            .issuedAt = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
            .issuedFor = "any computer; all data are synthetic"};
}

demo::ReadyFile readyFile(const DataLayout& layout, const Secrets& secrets, const std::string& url,
                          const std::vector<demo::PracticePlan>& plans) {
    writeOpenFile(layout.authorityFile(), secrets.certificates.authorityPem);
    demo::ReadyFile file{.url = url,
                         .ca = layout.authorityFile(),
                         .spkiSha256 = secrets.certificates.pins[0],
                         .enrolmentFiles = {},
                         .ledgerPublicKey = ledger::toBase64(ledgerPublicKey(secrets.keys).bytes),
                         .accounts = {},
                         .adminSocket = layout.adminSocket()};
    for (const auto& plan : plans) {
        const auto path = layout.enrolmentFile(plan.code);
        writeOpenFile(path, http::writeEnrolment(enrolmentFor(plan, secrets, url)));
        file.enrolmentFiles[plan.code] = path;
    }
    return file;
}

} // namespace

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
    const auto secrets = openOrMakeSecrets(ground.layout(), namesOf(command.listen));
    Backend backend({.keys = secrets.keys,
                     .certificates = secrets.certificates,
                     .conninfo = [&ground](db::Duty duty) { return ground.conninfo(duty); },
                     .log = log,
                     .displayAhead = time.displayAhead,
                     .repeatWindow = command.repeatWindow,
                     .requestRate = double(command.requestRate)});
    auto accounts = seedAll(backend, plans, time.waiting);
    const auto admin = openAdminSocket(ground.layout(), backend);
    const auto port = listen(backend, command.listen, false, log);
    auto ready = readyFile(ground.layout(), secrets, urlOf(command.listen, port), plans);
    ready.accounts = std::move(accounts);
    if (!readyWriter.write(demo::toJsonText(ready)))
        throw StartRefused("cannot write " + command.ready.string());
    return waitForEnd(
        stop, [&] { return ground.holds(log); }, log);
}

} // namespace custos
