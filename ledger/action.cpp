#include "ledger/action.h"

#include <algorithm>
#include <array>

namespace custos::ledger {

namespace {

constexpr std::array actions{
#define CUSTOS_ACTION_VALUE(enumerator, number, name) Action::enumerator,
    CUSTOS_AUDIT_ACTIONS(CUSTOS_ACTION_VALUE)
#undef CUSTOS_ACTION_VALUE
};

// Ascending numbers cannot repeat; a repeated name would make two actions look like one.
static_assert(std::ranges::adjacent_find(actions, std::ranges::greater_equal{}) == actions.end());

} // namespace

std::span<const Action> allActions() {
    return actions;
}

std::optional<std::string_view> name(Action action) {
    switch (action) {
#define CUSTOS_ACTION_NAME(enumerator, number, text)                                                         \
    case Action::enumerator:                                                                                 \
        return text;
        CUSTOS_AUDIT_ACTIONS(CUSTOS_ACTION_NAME)
#undef CUSTOS_ACTION_NAME
    }
    return std::nullopt;
}

std::optional<Action> actionFromName(std::string_view text) {
    const auto found = std::ranges::find_if(actions, [text](Action action) { return name(action) == text; });
    return found == actions.end() ? std::nullopt : std::optional(*found);
}

std::string_view name(Outcome outcome) {
    switch (outcome) {
    case Outcome::Allowed:
        return "allowed";
    case Outcome::Denied:
        return "denied";
    case Outcome::Failed:
        break;
    }
    return "failed";
}

std::optional<Outcome> outcomeFromName(std::string_view text) {
    for (const Outcome outcome : {Outcome::Allowed, Outcome::Denied, Outcome::Failed})
        if (name(outcome) == text)
            return outcome;
    return std::nullopt;
}

} // namespace custos::ledger
