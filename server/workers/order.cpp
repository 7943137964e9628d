#include "server/workers/order.h"

#include "server/ipc/message.h"

namespace custos::workers {

namespace {

using ipc::MessageReader;
using ipc::MessageWriter;

constexpr std::size_t maxLogins = 16;
constexpr std::size_t maxLines = 64;
constexpr std::size_t maxAccounts = 4096;
constexpr std::size_t maxAddresses = 4;

void putDemo(MessageWriter& to, const std::optional<DemoOrder>& demo) {
    to.byte(demo ? 1 : 0);
    if (!demo)
        return;
    to.number(demo->seed).number(std::uint64_t(demo->today.time_since_epoch().count()));
    to.text(demo->zone.name).number(std::uint64_t(demo->zone.offset.count()));
    to.number(std::uint64_t(demo->waiting.count())).number(std::uint64_t(demo->bait));
}

std::optional<DemoOrder> takeDemo(MessageReader& from) {
    if (from.byte() == 0)
        return std::nullopt;
    DemoOrder demo;
    demo.seed = from.number();
    demo.today = std::chrono::sys_days(std::chrono::days(std::int64_t(from.number())));
    demo.zone.name = from.text();
    demo.zone.offset = std::chrono::minutes(std::int64_t(from.number()));
    demo.waiting = std::chrono::minutes(std::int64_t(from.number()));
    demo.bait = int(from.number());
    return demo;
}

void putEnrolment(MessageWriter& to, const std::optional<http::Enrolment>& enrolment) {
    to.byte(enrolment ? 1 : 0);
    if (!enrolment)
        return;
    to.number(enrolment->addresses.size());
    for (const auto& address : enrolment->addresses)
        to.text(address);
    to.text(enrolment->authorityPem).text(enrolment->pins[0]).text(enrolment->pins[1]);
    to.number(std::uint64_t(enrolment->notAfter.time_since_epoch().count()));
    to.text(enrolment->ledgerPublicKey).text(enrolment->issuedBy).text(enrolment->issuedFor);
}

std::optional<http::Enrolment> takeEnrolment(MessageReader& from) {
    if (from.byte() == 0)
        return std::nullopt;
    http::Enrolment enrolment;
    enrolment.addresses.resize(from.count(maxAddresses));
    for (auto& address : enrolment.addresses)
        address = from.text();
    enrolment.authorityPem = from.text();
    enrolment.pins[0] = from.text();
    enrolment.pins[1] = from.text();
    enrolment.notAfter = std::chrono::sys_seconds(std::chrono::seconds(std::int64_t(from.number())));
    enrolment.ledgerPublicKey = from.text();
    enrolment.issuedBy = from.text();
    enrolment.issuedFor = from.text();
    return enrolment;
}

void putLogins(MessageWriter& to, const std::map<db::Duty, std::string>& logins) {
    to.number(logins.size());
    for (const auto& [duty, conninfo] : logins)
        to.byte(static_cast<std::uint8_t>(duty)).text(conninfo);
}

std::map<db::Duty, std::string> takeLogins(MessageReader& from) {
    std::map<db::Duty, std::string> logins;
    for (auto left = from.count(maxLogins); left > 0; --left) {
        const auto duty = static_cast<db::Duty>(from.byte());
        logins[duty] = from.text();
    }
    return logins;
}

} // namespace

std::string encode(const Order& order) {
    MessageWriter to;
    to.byte(static_cast<std::uint8_t>(order.role)).text(order.root.native());
    putLogins(to, order.logins);
    to.number(std::uint64_t(order.displayAhead.count())).number(std::uint64_t(order.repeatWindow.count()));
    to.number(order.requestRate).number(order.keyFingerprints.size());
    for (const auto& line : order.keyFingerprints)
        to.text(line);
    to.text(order.identity.certificateChainPem).text(order.identity.privateKeyPem);
    to.byte(order.allowTls12 ? 1 : 0);
    to.text(order.keyPlace.module.native()).text(order.keyPlace.token).text(order.keyPlace.pinFile.native());
    putDemo(to, order.demo);
    putEnrolment(to, order.enrolment);
    return std::string(to.view());
}

std::optional<Order> decodeOrder(std::string_view bytes) {
    MessageReader from(bytes);
    Order order;
    order.role = static_cast<Role>(from.byte());
    order.root = from.text();
    order.logins = takeLogins(from);
    order.displayAhead = std::chrono::microseconds(std::int64_t(from.number()));
    order.repeatWindow = std::chrono::seconds(std::int64_t(from.number()));
    order.requestRate = from.number();
    order.keyFingerprints.resize(from.count(maxLines));
    for (auto& line : order.keyFingerprints)
        line = from.text();
    order.identity.certificateChainPem = from.text();
    order.identity.privateKeyPem = from.text();
    order.allowTls12 = from.byte() == 1;
    order.keyPlace.module = from.text();
    order.keyPlace.token = from.text();
    order.keyPlace.pinFile = from.text();
    order.demo = takeDemo(from);
    order.enrolment = takeEnrolment(from);
    if (!from.done())
        return std::nullopt;
    return order;
}

std::string encode(const std::vector<demo::DemoAccount>& accounts) {
    MessageWriter to;
    to.number(accounts.size());
    for (const auto& account : accounts)
        to.text(account.username)
            .text(account.password)
            .text(account.totpSeed)
            .text(account.role)
            .text(account.practice);
    return std::string(to.view());
}

std::optional<std::vector<demo::DemoAccount>> decodeAccounts(std::string_view bytes) {
    MessageReader from(bytes);
    std::vector<demo::DemoAccount> accounts(from.count(maxAccounts));
    for (auto& account : accounts) {
        account.username = from.text();
        account.password = from.text();
        account.totpSeed = from.text();
        account.role = from.text();
        account.practice = from.text();
    }
    if (!from.done())
        return std::nullopt;
    return accounts;
}

} // namespace custos::workers
