#include "server/api/person.h"

#include "ledger/uuid.h"

namespace custos::api {

nlohmann::json personOrNull(const db::Row& row, std::string_view id, std::string_view name) {
    const auto person = row.get<std::optional<ledger::Uuid>>(id);
    if (!person)
        return nullptr;
    const auto shown = row.get<std::optional<std::string>>(name);
    return {{"id", ledger::toText(*person)},
            {"display_name", shown ? nlohmann::json(*shown) : nlohmann::json()}};
}

} // namespace custos::api
