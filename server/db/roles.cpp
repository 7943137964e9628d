#include "server/db/roles.h"

namespace custos::db {

std::string_view roleOf(Duty duty) {
    switch (duty) {
    case Duty::Migrate:
        return "custos_migrate";
    case Duty::Auth:
        return "custos_auth";
    case Duty::Api:
        return "custos_api";
    case Duty::Audit:
        return "custos_audit";
    case Duty::Sequencer:
        return "custos_sequencer";
    case Duty::Operations:
        return "custos_operations";
    case Duty::Keys:
        return "custos_keys";
    }
    return {};
}

} // namespace custos::db
