#include "server/api/rekeyed.h"

#include "server/api/patient_fields.h"

namespace custos::api {

namespace {

/// A rotation replaces a patient's key once; whoever meets two is repeated twice.
constexpr int attempts = 4;

Outcome attempt(const Handler& handler, const Call& call) {
    try {
        return handler(call);
    } catch (const KeyUnknown&) {
        return unexpected(Refused{.problem = {.kind = ProblemKind::Busy}, .keyReplaced = true});
    }
}

} // namespace

HandlerTable rekeyed(HandlerTable table, phi::TenantKeyring& keyring) {
    for (auto& [operation, handler] : table)
        handler = [handler = std::move(handler), &keyring](const Call& call) {
            auto outcome = attempt(handler, call);
            for (int tried = 1; !outcome && outcome.error().keyReplaced && tried < attempts; ++tried) {
                keyring.clear();
                outcome = attempt(handler, call);
            }
            return outcome;
        };
    return table;
}

} // namespace custos::api
