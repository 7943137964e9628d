#include "server/jobs/provisioning.h"

#include "server/audit/append.h"
#include "server/audit/incidents.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/db/queries.h"
#include "server/jobs/practices.h"
#include "server/jobs/service_work.h"

#include <algorithm>

namespace custos::jobs {

namespace {

using ledger::Action;
using ledger::Uuid;
using Error = ProvisioningError;
using Step = Result<void, Error>;
namespace q = db::queries;

constexpr std::string_view platformCode = "platform";
constexpr std::size_t longestName = 200;
constexpr std::size_t longestCode = 64;
constexpr std::size_t longestUsername = 128;
constexpr std::chrono::minutes day = std::chrono::hours(24);
constexpr int friday = 5; // ISO 8601

bool consistsOf(std::string_view text, std::size_t longest, std::string_view beyond) {
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || beyond.find(c) != beyond.npos;
    });
}

bool isName(std::string_view text) {
    return !text.empty() && text.size() <= longestName && std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

/// As the API has it (openapi.json, CreateUser).
bool isUsername(std::string_view text) {
    return consistsOf(text, longestUsername, "._-") && std::string_view("._-").find(text[0]) == text.npos;
}

Step check(const PersonWanted& person) {
    if (!isUsername(person.username))
        return unexpected(Error::BadUsername);
    if (!isName(person.name))
        return unexpected(Error::BadName);
    return {};
}

Step check(const PracticeWanted& wanted) {
    if (!consistsOf(wanted.code, longestCode, "-") || wanted.code == platformCode)
        return unexpected(Error::BadCode);
    if (wanted.opens < std::chrono::minutes(0) || wanted.closes >= day || wanted.closes <= wanted.opens)
        return unexpected(Error::BadHours);
    std::vector<std::string_view> names{wanted.name, wanted.location};
    names.insert(names.end(), wanted.providers.begin(), wanted.providers.end());
    names.insert(names.end(), wanted.rooms.begin(), wanted.rooms.end());
    for (const auto& type : wanted.visitTypes) {
        names.push_back(type.name);
        if (type.minutes < 5 || type.minutes > 720)
            return unexpected(Error::BadMinutes);
    }
    if (!std::all_of(names.begin(), names.end(), &isName))
        return unexpected(Error::BadName);
    return check(wanted.owner);
}

/// Nobody but an owner makes another; the platform has administrators and nobody else.
bool mayBeGiven(std::string_view role, std::string_view practice) {
    static constexpr std::array<std::string_view, 6> roles{"front_desk", "provider", "assistant",
                                                           "biller",     "manager",  "privacy_officer"};
    if (practice == platformCode)
        return role == "platform_admin";
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool worksInAColumn(std::string_view role) {
    return role == "provider" || role == "assistant";
}

Error errorOf(const db::DbError& error) {
    return error.constraint == db::Constraint::PracticeCode ? Error::CodeTaken : Error::Unavailable;
}

/// What is done to one practice in one transaction.
class Setup {
public:
    Setup(ServiceWork work, const audit::EntryComposer& composer, const Uuid& practice)
        : work_(std::move(work))
        , composer_(composer)
        , practice_(practice) {}

    [[nodiscard]] db::Transaction& sql() { return work_.transaction; }

    void storePractice(std::string_view code, std::string_view name,
                       std::span<const phi::WrappedTenantKey> keys) {
        sql().run(q::provision_practice, practice_, code, name);
        for (const auto& key : keys)
            sql().run(q::phi_tenant_key_add, static_cast<int>(key.purpose), key.version, key.wrapped);
    }

    void storePlace(const PracticeWanted& wanted) {
        const Uuid place = ledger::randomUuid();
        sql().run(q::provision_location, practice_, place, wanted.location, wanted.timeZone);
        for (const auto& room : wanted.rooms)
            sql().run(q::provision_room, practice_, ledger::randomUuid(), place, room);
        for (std::size_t at = 0; at < wanted.providers.size(); ++at)
            sql().run(q::provision_provider, practice_, ledger::randomUuid(), wanted.providers[at], "",
                      std::optional<Uuid>(), place, at, wanted.opens.count(), wanted.closes.count(), friday);
        for (const auto& type : wanted.visitTypes)
            sql().run(q::provision_visit_type, practice_, ledger::randomUuid(), type.name, type.minutes);
    }

    Step demandZone(std::string_view zone) {
        const auto known = sql().run(q::provision_zone, zone);
        if (const auto asked = sql().flush(); !asked)
            return unexpected(errorOf(asked.error()));
        return sql().take(known).empty() ? Step(unexpected(Error::BadTimeZone)) : Step();
    }

    /// Who has the user name by now; their id.
    Result<std::optional<Uuid>, Error> findInvitable(const std::string& username) {
        const auto ticket = sql().run(q::provision_person, username);
        if (const auto asked = sql().flush(); !asked)
            return unexpected(errorOf(asked.error()));
        const auto found = sql().take(ticket);
        if (found.empty())
            return std::optional<Uuid>();
        if (!found.front().get<bool>("invitable"))
            return unexpected(Error::NotInvitable);
        return std::optional(found.front().get<Uuid>("id"));
    }

    /// The account's id.
    Result<Uuid, Error> storePerson(const PersonWanted& person) {
        const auto column = columnOf(person);
        if (!column)
            return unexpected(column.error());
        const Uuid account = auth::newId();
        const bool assists = person.role == "assistant";
        sql().run(q::provision_account, practice_, account, person.username, person.name, person.role,
                  assists ? std::nullopt : *column, assists ? *column : std::nullopt);
        record(Action::AccountCreate, account);
        return account;
    }

    Result<Uuid, Error> storeNewcomer(std::string_view practice, const PersonWanted& person) {
        if (const auto good = check(person); !good)
            return unexpected(good.error());
        if (!mayBeGiven(person.role, practice))
            return unexpected(Error::BadRole);
        auto account = storePerson(person);
        if (account)
            audit::raise(sql(), {.kind = audit::IncidentKind::PermissionsWidened,
                                 .tenant = practice_,
                                 .subjectAccount = *account});
        return account;
    }

    /// The invitation's text.
    std::string invite(const Uuid& account, const phi::TenantKeys& keys) {
        auto token = auth::newToken();
        const Uuid id = auth::newId();
        sql().run(q::provision_invitation, account, id, token.hash,
                  keys.sealSecret(phi::Field::InvitationTotpSeed, id, auth::newTotpSeed().view()));
        record(Action::AccountInvite, account);
        return std::move(token.text);
    }

    void record(Action action, const std::optional<Uuid>& account = std::nullopt) {
        audit::Draft draft;
        draft.tenant = practice_;
        draft.action = action;
        if (account)
            draft.details = {{"account", ledger::toText(*account)}};
        recorded_ = audit::append(sql(), composer_, draft) && recorded_;
    }

    /// Nothing is kept that has no entry.
    Step commit() {
        if (!recorded_)
            return unexpected(Error::Unavailable);
        const auto done = sql().commit();
        return done ? Step() : Step(unexpected(errorOf(done.error())));
    }

private:
    Result<std::optional<Uuid>, Error> columnOf(const PersonWanted& person) {
        if (person.column.empty() && !worksInAColumn(person.role))
            return std::optional<Uuid>();
        const auto ticket = sql().run(q::provision_column, person.column);
        if (const auto asked = sql().flush(); !asked)
            return unexpected(errorOf(asked.error()));
        const auto found = sql().take(ticket);
        if (found.size() != 1)
            return unexpected(Error::NoColumn);
        return std::optional(found.front().get<Uuid>("id"));
    }

    ServiceWork work_;
    const audit::EntryComposer& composer_;
    const Uuid practice_;
    bool recorded_ = true;
};

Result<Setup, Error> beginSetup(const ProvisioningParts& parts, const Uuid& practice) {
    auto work = ServiceWork::begin(parts.operations, practice, "provision");
    if (!work)
        return unexpected(Error::Unavailable);
    return Setup(std::move(*work), parts.composer, practice);
}

Error keysError(phi::KeyEncryptionError error) {
    return error == phi::KeyEncryptionError::Unavailable ? Error::Unavailable : Error::KeysMissing;
}

} // namespace

std::string_view code(ProvisioningError error) {
    static constexpr std::array<std::string_view, 13> codes{
        "bad_code",      "bad_name",     "bad_username", "bad_role",    "bad_time_zone",
        "bad_hours",     "bad_minutes",  "code_taken",   "no_practice", "no_column",
        "not_invitable", "keys_missing", "unavailable"};
    return codes.at(std::size_t(error));
}

Step Provisioning::ensurePlatform() {
    const auto there = findPractice(parts_.asKeys, platformCode);
    if (there)
        return {};
    if (there.error() != PracticesError::NoPractice)
        return unexpected(Error::Unavailable);
    const Uuid id = auth::newId();
    const auto keys = phi::firstTenantKeys(parts_.keyring.keyEncryption(), id);
    if (!keys)
        return unexpected(keysError(keys.error()));
    auto setup = beginSetup(parts_, id);
    if (!setup)
        return unexpected(setup.error());
    setup->storePractice(platformCode, "Platform", *keys);
    setup->record(Action::PracticeCreate);
    const auto done = setup->commit();
    return done || done.error() == Error::CodeTaken ? Step() : done; // taken: somebody else was faster
}

Result<Welcome, Error> Provisioning::create(const PracticeWanted& wanted) {
    if (auto good = check(wanted); !good)
        return unexpected(good.error());
    if (auto there = ensurePlatform(); !there)
        return unexpected(there.error());
    const Uuid id = auth::newId();
    const auto wrapped = phi::firstTenantKeys(parts_.keyring.keyEncryption(), id);
    if (!wrapped)
        return unexpected(keysError(wrapped.error()));
    const auto keys = phi::TenantKeys::unwrap(parts_.keyring.keyEncryption(), id, *wrapped);
    auto setup = keys ? beginSetup(parts_, id) : unexpected(keysError(keys.error()));
    if (!setup)
        return unexpected(setup.error());
    if (auto known = setup->demandZone(wanted.timeZone); !known)
        return unexpected(known.error());
    setup->storePractice(wanted.code, wanted.name, *wrapped);
    setup->storePlace(wanted);
    setup->record(Action::PracticeCreate);
    auto owner = wanted.owner;
    owner.role = "owner";
    const auto account = setup->storePerson(owner);
    if (!account)
        return unexpected(account.error());
    auto invitation = setup->invite(*account, **keys);
    if (auto done = setup->commit(); !done)
        return unexpected(done.error());
    return Welcome{id, wanted.name, std::move(invitation)};
}

Result<Welcome, Error> Provisioning::invite(std::string_view practice, const PersonWanted& wanted) {
    if (!isUsername(wanted.username))
        return unexpected(Error::BadUsername);
    const auto id = findPractice(parts_.asKeys, practice);
    if (!id)
        return unexpected(id.error() == PracticesError::NoPractice ? Error::NoPractice : Error::Unavailable);
    const auto keys = parts_.keyring.open(*id);
    if (!keys)
        return unexpected(keys.error() == phi::KeyringError::Unavailable ? Error::Unavailable
                                                                         : Error::KeysMissing);
    auto setup = beginSetup(parts_, *id);
    if (!setup)
        return unexpected(setup.error());
    const auto named = setup->sql().run(q::provision_practice_name);
    const auto known = setup->findInvitable(wanted.username);
    if (!known)
        return unexpected(known.error());
    const auto account = *known ? Result<Uuid, Error>(**known) : setup->storeNewcomer(practice, wanted);
    if (!account)
        return unexpected(account.error());
    auto invitation = setup->invite(*account, **keys);
    if (auto done = setup->commit(); !done)
        return unexpected(done.error());
    return Welcome{*id, setup->sql().take(named).front().get<std::string>("name"), std::move(invitation)};
}

} // namespace custos::jobs
