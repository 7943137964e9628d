#include "server/api/access_reviews.h"
#include "server/api/audit.h"
#include "server/api/break_glass.h"
#include "server/api/coverings.h"
#include "server/api/events.h"
#include "server/api/fresh_factor.h"
#include "server/api/health.h"
#include "server/api/impersonation.h"
#include "server/api/incidents.h"
#include "server/api/opening_blocks.h"
#include "server/api/openings.h"
#include "server/api/patients.h"
#include "server/api/person_limits.h"
#include "server/api/rekeyed.h"
#include "server/api/rights.h"
#include "server/api/schedule.h"
#include "server/api/service.h"
#include "server/api/service_accounts.h"
#include "server/api/sign_in_policy.h"
#include "server/api/users.h"
#include "server/api/view_as.h"
#include "server/db/pool.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/relay/request_desk.h"
#include "server/workers/graph_worker.h"
#include "server/workers/key_line.h"
#include "server/workers/notice_feed.h"
#include "server/workers/sealing_status.h"

#include <thread>

namespace custos::workers {

namespace {

/// What live sessions may ask for. Members stand in the order in which they need each other.
class ApiGraph {
public:
    ApiGraph(const phi::KeyStore& keys, const Order& order, log::Log& log)
        : order_(order)
        , audit_(keys, order, log)
        , pool_(order.login(db::Duty::Api))
        , keysPool_(order.login(db::Duty::Keys), {.size = 1})
        , keyTable_(keysPool_, keysPool_)
        , keyring_(keyEncryption_, keyTable_)
        , displayClock_(order.displayAhead)
        , description_(api::Description::builtIn())
        , hub_(api::askHearing(pool_))
        , feed_(order.login(db::Duty::Api), hub_, log)
        , limits_(api::whoseOf(pool_), api::PersonAllowances::ofSessions(double(order.requestRate)))
        , service_({.description = description_,
                    .handlers = handlers(),
                    .recorder = audit_.recorder,
                    .log = log,
                    .limits = limits_,
                    .demandFresh = api::demandFreshOf(pool_)})
        , desk_({.handler =
                     [this](http::Request request, http::Responder responder) {
                         service_.serve(std::move(request), std::move(responder));
                     },
                 .busy = [this] { return service_.refusal(api::ProblemKind::Busy); },
                 .unsendable = [this] { return service_.refusal(api::ProblemKind::Internal); },
                 .touched = [](const std::string&) {}, // sign-in's to note
                 .operations = service_.operations(),
                 .workers = std::thread::hardware_concurrency() + 1}) {}

    void attach(Link link, ipc::Descriptor end) {
        if (link == Link::SequencerToApi)
            sealing_.attach(std::move(end));
        else if (link == Link::ApiToKeys)
            keyEncryption_.attach(std::move(end));
        else
            desk_.attach(std::move(end));
    }

private:
    api::HandlerTable handlers() {
        const api::ScheduleParts schedule{.pool = pool_,
                                          .keyring = keyring_,
                                          .composer = audit_.composer,
                                          .offers = offers_,
                                          .clock = displayClock_};
        api::HandlerTable table;
        api::addScheduleHandlers(table, schedule);
        api::addBookingHandlers(table, schedule);
        api::addOpeningHandlers(table, schedule);
        api::addPatientHandlers(table, {.pool = pool_, .keyring = keyring_, .composer = audit_.composer});
        api::addBreakGlassHandlers(table, {.pool = pool_, .keyring = keyring_, .composer = audit_.composer});
        api::addImpersonationHandlers(table,
                                      {.pool = pool_, .keyring = keyring_, .composer = audit_.composer});
        api::addIncidentHandlers(table, pool_, audit_.composer);
        api::addAccessReviewHandlers(table, {.pool = pool_, .keyring = keyring_});
        api::addCoveringHandlers(table, pool_, audit_.composer);
        api::addAuditHandlers(table, {.pool = pool_, .recorder = audit_.recorder});
        api::addEventHandlers(table, pool_, hub_);
        api::addUserHandlers(table, {.pool = pool_, .composer = audit_.composer, .keyring = keyring_});
        api::addSignInPolicyHandlers(table, pool_, audit_.composer);
        api::addServiceAccountHandlers(table, pool_, audit_.composer);
        api::addRightsHandlers(table, pool_, audit_.composer);
        api::addViewAsHandlers(table, pool_, displayClock_);
        api::addHealthHandlers(table, healthSources(), description_);
        api::addOpeningBlockHandlers(table, {.pool = pool_, .composer = audit_.composer});
        return api::rekeyed(std::move(table), keyring_);
    }

    /// Of the keys that lie still, and of the one that rotates.
    std::vector<std::string> fingerprints() const {
        auto lines = order_.keyFingerprints;
        for (auto& line : keyEncryption_.fingerprints())
            lines.push_back(std::move(line));
        return lines;
    }

    api::HealthSources healthSources() {
        return {.database = [this] { return pool_.acquire().has_value(); },
                .auditWriter = [this] { return !audit_.writer.downBecause(); },
                .sequencer = [this] { return sealing_.goesWell(); },
                .sealingLagSeconds = [this] { return sealing_.lagSeconds(); },
                .phiKeyFingerprints = [this] { return fingerprints(); }};
    }

    const Order& order_;
    RemoteKeyEncryption keyEncryption_;
    SealingStatus sealing_;
    AuditDesk audit_;
    db::Pool pool_;
    db::Pool keysPool_;
    phi::DbTenantKeyTable keyTable_;
    phi::TenantKeyring keyring_;
    api::RecentOffers offers_;
    api::DisplayClock displayClock_;
    api::Description description_;
    api::EventHub hub_;
    NoticeFeed feed_;
    api::PersonLimits limits_;
    api::Service service_;
    relay::RequestDesk desk_;
};

} // namespace

WorkerPtr makeApiWorker(const Order& order, log::Log& log) {
    return std::make_unique<GraphWorker<ApiGraph>>(
        order, std::initializer_list<phi::StoredKey>{phi::StoredKey::AuditMac, phi::StoredKey::SubjectHash},
        log);
}

} // namespace custos::workers
