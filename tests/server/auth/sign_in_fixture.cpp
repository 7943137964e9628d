#include "tests/server/auth/sign_in_fixture.h"

#include "server/auth/token.h"

#include <cstdlib>
#include <liboath/oath.h>
#include <memory>

namespace custos::auth {

using namespace std::chrono_literals;

custos::testing::Database* SignInFixture::database = nullptr;

TotpSeed seedIn(const std::string& uri) {
    const std::size_t at = uri.find("secret=") + 7;
    const std::string base32 = uri.substr(at, uri.find('&', at) - at);
    char* bytes = nullptr;
    std::size_t size = 0;
    if (oath_base32_decode(base32.data(), base32.size(), &bytes, &size) != OATH_OK || size != 20)
        throw std::runtime_error("no seed in the offer");
    const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
    return TotpSeed(ledger::asBytes({bytes, size}).first<20>());
}

namespace {

// One server for all suites of the program: starting and stopping one takes longer than any of the tests.
class OneDatabase final : public ::testing::Environment {
public:
    explicit OneDatabase(custos::testing::Database*& place)
        : place_(place) {}
    void SetUp() override {
        owned_ = std::make_unique<custos::testing::Database>();
        place_ = owned_.get();
    }
    void TearDown() override { owned_.reset(); }

private:
    custos::testing::Database*& place_;
    std::unique_ptr<custos::testing::Database> owned_;
};

} // namespace

void SignInFixture::useOneDatabase() {
    ::testing::AddGlobalTestEnvironment(new OneDatabase(database)); // GoogleTest deletes it
}

// Before main, while GoogleTest still takes environments.
[[maybe_unused]] static const bool registered = (SignInFixture::useOneDatabase(), true);

SignInFixture::SignInFixture()
    : composer({files.store.derive(phi::StoredKey::AuditMac, "test"),
                files.store.derive(phi::StoredKey::SubjectHash, "test")},
               [] { return SystemSecurityClock().now(); }) {
    for (const char* table : {"access.incident", "auth.sign_in_policy", "auth.totp_change",
                              "auth.guess_count", "auth.cache_share", "auth.session", "auth.challenge",
                              "auth.invitation", "auth.recovery_code", "auth.totp", "auth.password",
                              "auth.account_role", "auth.account", "phi.tenant_key", "practice.practice"})
        sql(std::string("set session_replication_role = replica; delete from ") +
            table); // past the last owner
    (void)addPractice("platform");
    practice = addPractice("harborlane");
    otherPractice = addPractice("pinewood");
}

ledger::Uuid SignInFixture::addPractice(const std::string& code) {
    const ledger::Uuid id = newId();
    sql("insert into practice.practice (id, code, name) values ('" + toText(id) + "', '" + code +
        "', 'Sample " + code + "')");
    EXPECT_TRUE(keyring.create(id));
    return id;
}

ledger::Uuid SignInFixture::addAccount(const std::string& name) {
    const ledger::Uuid id = newId();
    sql("insert into auth.account (tenant, id, username, display_name) values ('" + toText(practice) +
        "', '" + toText(id) + "', '" + name + "', 'Exemplar, " + name + "')");
    return id;
}

Person SignInFixture::enrol(const std::string& name, const std::string& password) {
    const ledger::Uuid id = addAccount(name);
    const std::string invitation = invitations.invite(practice, id).value();
    TotpSeed seed = seedIn(invitations.open(invitation, peer).value().value.totpUri);
    const std::string code = totpCode(seed, totpStepAt(clock.now()) - 1);
    auto accepted = invitations.accept(invitation, password, code, peer);
    return {id, name, password, std::move(seed), std::move(accepted.value().value.recoveryCodes)};
}

std::string SignInFixture::nextCode(const Person& person) {
    const std::string used =
        sql("select last_step from auth.totp where account = '" + toText(person.id) + "'");
    while (totpStepAt(clock.now()) <= std::stoll(used))
        clock.advance(30s);
    return totpCode(person.seed, totpStepAt(clock.now()));
}

NewSession SignInFixture::signIn(const Person& person, const std::string& device) {
    auto begun = service.begin("harborlane", person.name, person.password, peer);
    auto session = service.answerTotp(begun.value().value.challenge, nextCode(person), device, peer);
    return std::move(session.value().value);
}

Answer<Challenge> SignInFixture::guess(const std::string& name, const std::string& password) {
    return service.begin("harborlane", name, password, peer);
}

} // namespace custos::auth
