#include "server/api/health.h"

#include "server/api/description.h"
#include "server/api/door.h"

namespace custos::api {

namespace {

constexpr double lagThatIsAnAlert = 5;

const char* word(bool ok) {
    return ok ? "ok" : "failing";
}

Outcome health(const HealthSources& sources) {
    const double lag = sources.sealingLagSeconds();
    const bool database = sources.database();
    const bool writer = sources.auditWriter();
    const bool sequencer = sources.sequencer() && lag <= lagThatIsAnAlert;
    const bool ok = database && writer && sequencer;
    return Answer{
        .status = database && writer ? 200 : 503,
        .body = {
            {"status", ok ? "ok" : "degraded"},
            {"version", CUSTOS_VERSION},
            {"services",
             {{"database", word(database)}, {"audit_writer", word(writer)}, {"sequencer", word(sequencer)}}},
            {"phi_key_fingerprints", sources.phiKeyFingerprints()},
            {"sealing_lag_seconds", lag}}};
}

} // namespace

void addHealthHandlers(HandlerTable& table, HealthSources sources, const Description& description) {
    table["health"] = [held = std::move(sources)](const Call&) { return health(held); };
    table["describe"] = [&description](const Call&) -> Outcome { return Answer{.text = description.text()}; };
}

} // namespace custos::api
