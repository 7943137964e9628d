#pragma once

#include "server/api/answer.h"

#include <functional>
#include <string>
#include <vector>

namespace custos::api {

class Description;

/// What /health asks, each a quick question that neither blocks long nor throws.
struct HealthSources {
    std::function<bool()> database;
    std::function<bool()> auditWriter;
    std::function<bool()> sequencer;
    std::function<double()> sealingLagSeconds;
    std::function<std::vector<std::string>()> phiKeyFingerprints;
};

/// health, describe.
void addHealthHandlers(HandlerTable& table, HealthSources sources, const Description& description);

} // namespace custos::api
