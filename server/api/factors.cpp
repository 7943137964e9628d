#include "server/api/auth_answers.h"
#include "server/api/door.h"
#include "server/api/sign_in.h"
#include "server/api/wire.h"
#include "server/auth/factor_changes.h"

namespace custos::api {

namespace {

using nlohmann::json;

auth::Peer peerOf(const Call& call) {
    return {.address = call.address};
}

Outcome changePassword(auth::FactorChanges& changes, const Call& call) {
    return answerOf(changes.changePassword(call.tokenText, textIn(call.body, "password"),
                                           textIn(call.body, "new_password"), peerOf(call)),
                    [](const auth::Done&) { return json(); });
}

Outcome beginTotpChange(auth::FactorChanges& changes, const Call& call) {
    return answerOf(changes.beginTotp(call.tokenText, textIn(call.body, "password"), peerOf(call)),
                    [](const auth::TotpOffer& offer) {
                        return json{{"totp_uri", offer.totpUri}};
                    });
}

Outcome confirmTotpChange(auth::FactorChanges& changes, const Call& call) {
    return answerOf(changes.confirmTotp(call.tokenText, textIn(call.body, "code"), peerOf(call)),
                    [](const auth::TotpChanged& changed) {
                        return json{{"recovery_codes", changed.recoveryCodes}};
                    });
}

Outcome resetFactors(auth::FactorChanges& changes, const Call& call) {
    return answerOf(
        changes.reset(call.tokenText, textIn(call.body, "password"), *call.id, peerOf(call)),
        [](const auth::FactorsReset& reset) {
            return json{{"invitation", reset.invitation}, {"expires_in_seconds", reset.life.count()}};
        });
}

} // namespace

void addFactorHandlers(HandlerTable& table, auth::FactorChanges& changes) {
    table["changePassword"] = [&changes](const Call& call) { return changePassword(changes, call); };
    table["beginTotpChange"] = [&changes](const Call& call) { return beginTotpChange(changes, call); };
    table["confirmTotpChange"] = [&changes](const Call& call) { return confirmTotpChange(changes, call); };
    table["resetFactors"] = [&changes](const Call& call) { return resetFactors(changes, call); };
}

} // namespace custos::api
