#include "server/backend.h"

#include "server/api/audit.h"
#include "server/api/events.h"
#include "server/api/health.h"
#include "server/api/openings.h"
#include "server/api/patients.h"
#include "server/api/schedule.h"
#include "server/api/service.h"
#include "server/api/sign_in.h"
#include "server/audit/recorder.h"
#include "server/audit/sequencer_thread.h"
#include "server/audit/writer.h"
#include "server/auth/auth_database.h"
#include "server/auth/invitations.h"
#include "server/auth/password.h"
#include "server/auth/security_clock.h"
#include "server/auth/sessions.h"
#include "server/auth/sign_in.h"
#include "server/db/pool.h"
#include "server/import_service.h"
#include "server/log/log.h"
#include "server/notice_feed.h"
#include "server/phi/db_tenant_key_table.h"

namespace custos {

namespace {

ledger::UtcTime realNow() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

ledger::SecretKey<32> copyOf(std::span<const std::uint8_t, 32> key) {
    return ledger::SecretKey<32>(key);
}

ledger::SigningKey ledgerKey(const phi::KeyStore& keys) {
    return ledger::SigningKey::fromSeed(copyOf(keys.key(phi::StoredKey::LedgerSigning)));
}

std::unique_ptr<audit::Sequencer> makeSequencer(const BackendParts& parts,
                                                const audit::EntryComposer& composer) {
    return std::make_unique<audit::Sequencer>(
        parts.conninfo(db::Duty::Sequencer),
        audit::SealingKeys{.mac = copyOf(parts.keys.key(phi::StoredKey::AuditMac)),
                           .ledger = ledgerKey(parts.keys)},
        composer);
}

api::ProblemKind problemOf(http::Refusal refusal) {
    switch (refusal) {
    case http::Refusal::Malformed:
        return api::ProblemKind::MalformedRequest;
    case http::Refusal::HeadersTooLarge:
        return api::ProblemKind::HeadersTooLarge;
    case http::Refusal::BodyTooLarge:
        return api::ProblemKind::BodyTooLarge;
    case http::Refusal::Encoded:
        return api::ProblemKind::UnsupportedEncoding;
    case http::Refusal::Busy:
        break;
    }
    return api::ProblemKind::Busy;
}

} // namespace

/// Members stand in the order in which they need each other; they go in the opposite one.
class Backend::Graph {
public:
    explicit Graph(const BackendParts& parts)
        : parts_(parts)
        , authPool_(parts.conninfo(db::Duty::Auth))
        , apiPool_(parts.conninfo(db::Duty::Api))
        , operationsPool_(parts.conninfo(db::Duty::Operations), {.size = 2})
        , keyTable_(authPool_, operationsPool_)
        , keyring_(parts.keys, keyTable_)
        , passwords_(copyOf(parts.keys.key(phi::StoredKey::Pepper)))
        , composer_({.mac = copyOf(parts.keys.key(phi::StoredKey::AuditMac)),
                     .subjects = copyOf(parts.keys.key(phi::StoredKey::SubjectHash))},
                    &realNow)
        , writer_(parts.conninfo(db::Duty::Audit), parts.log)
        , recorder_(composer_, writer_, {.coverFor = parts.repeatWindow})
        , sequencer_(makeSequencer(parts, composer_))
        , authDatabase_(authPool_)
        , signIn_({.database = authDatabase_,
                   .keys = parts.keys,
                   .keyring = keyring_,
                   .passwords = passwords_,
                   .audit = recorder_,
                   .clock = securityClock_})
        , invitations_({.database = authDatabase_,
                        .keys = parts.keys,
                        .keyring = keyring_,
                        .passwords = passwords_,
                        .audit = recorder_,
                        .clock = securityClock_})
        , sessions_(authDatabase_, recorder_)
        , displayClock_(parts.displayAhead)
        , fingerprintKey_(parts.keys.derive(phi::StoredKey::Pepper, "import fingerprints"))
        , import_({.import = {operationsPool_, keyring_, composer_, fingerprintKey_},
                   .asAuth = authPool_,
                   .log = parts.log})
        , description_(api::Description::builtIn())
        , hub_(api::askHearing(apiPool_))
        , feed_(parts.conninfo(db::Duty::Api), hub_, parts.log)
        , service_({.description = description_,
                    .handlers = handlers(),
                    .recorder = recorder_,
                    .log = parts.log,
                    .keepAlive = [this](const std::string& token) { (void)sessions_.touch(token); },
                    .demandFresh = api::demandFreshOf(sessions_),
                    .limits = api::ServiceLimits::ofSessions(parts.requestRate)}) {}

    Result<uint16_t, http::ListenError> listen(const http::ListenerOptions& options) {
        auto listener = http::Listener::start(
            options, parts_.certificates.identity,
            [this](http::Request request, http::Responder responder) {
                service_.serve(std::move(request), std::move(responder));
            },
            [this](http::Refusal refusal) { return service_.refusal(problemOf(refusal)); });
        if (!listener)
            return unexpected(listener.error());
        listener_ = std::move(*listener);
        return listener_->port();
    }

    db::Pool& operations() { return operationsPool_; }
    phi::TenantKeyring& keyring() { return keyring_; }
    [[nodiscard]] const auth::PasswordHasher& passwords() const { return passwords_; }
    [[nodiscard]] const ImportService& import() const { return import_; }

private:
    api::HandlerTable handlers() {
        const api::ScheduleParts schedule{.pool = apiPool_,
                                          .keyring = keyring_,
                                          .composer = composer_,
                                          .offers = offers_,
                                          .clock = displayClock_};
        api::HandlerTable table;
        api::addSignInHandlers(table, {.signIn = signIn_, .invitations = invitations_});
        api::addSessionHandlers(table, sessions_);
        api::addScheduleHandlers(table, schedule);
        api::addBookingHandlers(table, schedule);
        api::addOpeningHandlers(table, schedule);
        api::addPatientHandlers(table, {.pool = apiPool_, .keyring = keyring_, .composer = composer_});
        api::addAuditHandlers(table, {.pool = apiPool_, .recorder = recorder_});
        api::addEventHandlers(table, apiPool_, hub_);
        api::addHealthHandlers(table, healthSources(), description_);
        return table;
    }

    api::HealthSources healthSources() {
        return {.database = [this] { return apiPool_.acquire().has_value(); },
                .auditWriter = [this] { return !writer_.downBecause(); },
                .sequencer = [this] { return !sequencer_.status().error; },
                .sealingLagSeconds =
                    [this] { return std::chrono::duration<double>(sequencer_.status().lag).count(); },
                .phiKeyFingerprints = parts_.keys.fingerprints()};
    }

    const BackendParts parts_;
    db::Pool authPool_;
    db::Pool apiPool_;
    db::Pool operationsPool_;
    phi::DbTenantKeyTable keyTable_;
    phi::TenantKeyring keyring_;
    auth::PasswordHasher passwords_;
    audit::EntryComposer composer_;
    audit::Writer writer_;
    audit::Recorder recorder_;
    audit::SequencerThread sequencer_;
    auth::SystemSecurityClock securityClock_;
    auth::AuthDatabase authDatabase_;
    auth::SignIn signIn_;
    auth::Invitations invitations_;
    auth::Sessions sessions_;
    api::RecentOffers offers_;
    api::DisplayClock displayClock_;
    ledger::MacKey fingerprintKey_;
    ImportService import_;
    api::Description description_;
    api::EventHub hub_;
    NoticeFeed feed_;
    api::Service service_;
    std::unique_ptr<http::Listener> listener_;
};

Backend::Backend(const BackendParts& parts)
    : graph_(std::make_unique<Graph>(parts)) {}

Backend::~Backend() = default;

Result<uint16_t, http::ListenError> Backend::listen(const http::ListenerOptions& options) {
    return graph_->listen(options);
}

db::Pool& Backend::operations() {
    return graph_->operations();
}

phi::TenantKeyring& Backend::keyring() {
    return graph_->keyring();
}

const auth::PasswordHasher& Backend::passwords() const {
    return graph_->passwords();
}

const ImportService& Backend::import() const {
    return graph_->import();
}

ledger::PublicKey ledgerPublicKey(const phi::KeyStore& keys) {
    return ledgerKey(keys).publicKey();
}

} // namespace custos
