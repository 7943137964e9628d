#include "server/household.h"

#include "ledger/keys.h"
#include "server/host/host_names.h"
#include "server/host/start_refused.h"
#include "server/log/log.h"

namespace custos {

namespace {

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

} // namespace

Opened publicPartOf(Secrets secrets) {
    const auto seed = secrets.keys.key(phi::StoredKey::LedgerSigning);
    return {.keyFingerprints = secrets.keys.fingerprints(),
            .ledgerPublicKey =
                ledger::toBase64(ledger::SigningKey::fromSeed(ledger::SecretKey<32>(seed)).publicKey().bytes),
            .certificates = std::move(secrets.certificates)};
}

Household::Household(const Ground& ground, const Wishes& wishes, Opened opened, log::Log& log)
    : ground_(ground)
    , wishes_(wishes)
    , opened_(std::move(opened))
    , expiry_(opened_.certificates.leafNotAfter)
    , log_(log)
    , supervisor_(log) {}

std::vector<demo::DemoAccount> Household::seed(const workers::DemoOrder& demo) {
    auto order = orderFor(workers::Role::Seed, {db::Duty::Operations, db::Duty::Keys});
    order.demo = demo;
    const auto answer = supervisor_.runOnce(order);
    auto accounts = workers::decodeAccounts(std::string_view(answer).substr(1));
    if (!accounts)
        throw StartRefused("the demo can't be stored");
    return std::move(*accounts);
}

http::Enrolment Household::open() {
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

void Household::tend() {
    supervisor_.tend();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto left = expiry_.due(now))
        log_.warning("certificate.ends", {log::Field::number("days", left->count())});
}

http::Enrolment Household::enrolmentAt(uint16_t port) const {
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

workers::Order Household::orderFor(workers::Role role, std::initializer_list<db::Duty> duties) const {
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

} // namespace custos
