#include "server/api/auth_answers.h"
#include "server/api/door.h"
#include "server/api/sign_in.h"
#include "server/api/wire.h"
#include "server/auth/sessions.h"

namespace custos::api {

namespace {

using nlohmann::json;

auth::Peer peerOf(const Call& call) {
    return {.address = call.address};
}

json nothing(const auth::Done&) {
    return nullptr;
}

json itemBody(const auth::SessionItem& item) {
    return {{"id", ledger::toText(item.id)},
            {"user_id", ledger::toText(item.userId)},
            {"display_name", item.displayName},
            {"created", ledger::toRfc3339(item.created)},
            {"last_seen", ledger::toRfc3339(item.lastSeen)},
            {"absolute_expiry", ledger::toRfc3339(item.absoluteExpiry)},
            {"device", item.device},
            {"current", item.current}};
}

Outcome readSession(auth::Sessions& sessions, const Call& call) {
    const auto state = sessions.read(call.tokenText);
    if (!state)
        return unexpected(toRefused(state.error()));
    return Answer{.body = {{"id", ledger::toText(state->id)},
                           {"absolute_expiry", ledger::toRfc3339(state->absoluteExpiry)},
                           {"idle_seconds", state->idle.count()},
                           {"user", toJson(state->user)},
                           {"practice", toJson(state->practice)}}};
}

Outcome listSessions(auth::Sessions& sessions, const Call& call) {
    const auto answer = sessions.list(call.tokenText, peerOf(call));
    return answerOf(answer, [](const std::vector<auth::SessionItem>& items) {
        json list = json::array();
        for (const auto& item : items)
            list.push_back(itemBody(item));
        return json{{"items", std::move(list)}};
    });
}

} // namespace

std::function<std::optional<Refused>(const Call&)> demandFreshOf(auth::Sessions& sessions) {
    return [&sessions](const Call& call) -> std::optional<Refused> {
        const auto action = ledger::actionFromName(call.endpoint->auditAction);
        if (!action)
            return Refused{.problem = {.kind = ProblemKind::Internal}};
        const auto fresh =
            sessions.demandFresh(call.tokenText, call.endpoint->permission, *action, peerOf(call));
        return fresh ? std::nullopt : std::optional(toRefused(fresh.error()));
    };
}

std::function<Result<ledger::Uuid, Refused>(const Call&)> whoseOf(auth::Sessions& sessions) {
    return [&sessions](const Call& call) -> Result<ledger::Uuid, Refused> {
        const auto person = sessions.whose(call.tokenText);
        if (!person)
            return unexpected(toRefused(person.error()));
        return *person;
    };
}

void addSessionHandlers(HandlerTable& table, auth::Sessions& sessions) {
    table["readSession"] = [&sessions](const Call& call) { return readSession(sessions, call); };
    table["listSessions"] = [&sessions](const Call& call) { return listSessions(sessions, call); };
    table["signOut"] = [&sessions](const Call& call) {
        return answerOf(sessions.signOut(call.tokenText, peerOf(call)), &nothing);
    };
    table["lock"] = [&sessions](const Call& call) {
        return answerOf(sessions.lock(call.tokenText, peerOf(call)), &nothing);
    };
    table["revokeSession"] = [&sessions](const Call& call) {
        return answerOf(sessions.revoke(call.tokenText, *call.id, peerOf(call)), &nothing);
    };
}

} // namespace custos::api
