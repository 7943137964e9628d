#include "server/api/sign_in.h"

#include "server/api/auth_answers.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/auth/invitations.h"
#include "server/auth/sign_in.h"

namespace custos::api {

namespace {

using nlohmann::json;

auth::Peer peerOf(const Call& call) {
    return {.address = call.address};
}

json sessionBody(const auth::NewSession& session) {
    return {{"token", session.token},
            {"absolute_expiry", ledger::toRfc3339(session.absoluteExpiry)},
            {"idle_seconds", session.idle.count()},
            {"cache_share", ledger::toBase64(session.cacheShare.view())},
            {"user", toJson(session.user)},
            {"practice", toJson(session.practice)}};
}

Outcome signIn(auth::SignIn& auth, const Call& call) {
    const auto answer = auth.begin(textIn(call.body, "practice"), textIn(call.body, "username"),
                                   textIn(call.body, "password"), peerOf(call));
    return answerOf(answer, [](const auth::Challenge& challenge) {
        return json{{"challenge", challenge.challenge}, {"methods", challenge.methods}};
    });
}

Outcome answerTotp(auth::SignIn& auth, const Call& call) {
    const auto answer = auth.answerTotp(textIn(call.body, "challenge"), textIn(call.body, "code"),
                                        textIn(call.body, "device"), peerOf(call));
    return answerOf(answer, &sessionBody);
}

Outcome answerRecovery(auth::SignIn& auth, const Call& call) {
    const auto answer = auth.answerRecovery(textIn(call.body, "challenge"), textIn(call.body, "code"),
                                            textIn(call.body, "device"), peerOf(call));
    return answerOf(answer, &sessionBody);
}

Outcome finishSignIn(auth::SignIn& auth, const Call& call) {
    const auto answer =
        auth.finish(textIn(call.body, "challenge"), textIn(call.body, "device"), peerOf(call));
    return answerOf(answer, &sessionBody);
}

Outcome unlock(auth::SignIn& auth, const Call& call) {
    const auto answer = auth.unlock(call.tokenText, textIn(call.body, "password"), peerOf(call));
    return answerOf(answer, [](const auth::Unlocked& unlocked) {
        return json{{"cache_share", ledger::toBase64(unlocked.cacheShare.view())},
                    {"absolute_expiry", ledger::toRfc3339(unlocked.absoluteExpiry)},
                    {"idle_seconds", unlocked.idle.count()}};
    });
}

Outcome stepUp(auth::SignIn& auth, const Call& call) {
    const auto password = optionalTextIn(call.body, "password");
    const auto answer = auth.stepUp(call.tokenText, password, textIn(call.body, "code"), peerOf(call));
    return answerOf(answer, [](const auth::SteppedUp& stepped) {
        return json{{"token", stepped.token},
                    {"fresh_until", ledger::toRfc3339(stepped.freshUntil)},
                    {"absolute_expiry", ledger::toRfc3339(stepped.absoluteExpiry)},
                    {"idle_seconds", stepped.idle.count()}};
    });
}

Outcome openInvitation(auth::Invitations& invitations, const Call& call) {
    const auto answer = invitations.open(textIn(call.body, "invitation"), peerOf(call));
    return answerOf(answer, [](const auth::InvitationOffer& offer) {
        return json{{"practice_name", offer.practiceName},
                    {"username", offer.username},
                    {"display_name", offer.displayName},
                    {"totp_uri", offer.totpUri}};
    });
}

Outcome acceptInvitation(auth::Invitations& invitations, const Call& call) {
    const auto answer = invitations.accept(textIn(call.body, "invitation"), textIn(call.body, "password"),
                                           textIn(call.body, "code"), peerOf(call));
    return answerOf(answer, [](const auth::InvitationAccepted& accepted) {
        return json{{"recovery_codes", accepted.recoveryCodes}};
    });
}

} // namespace

void addSignInHandlers(HandlerTable& table, SignInParts parts) {
    auto& auth = parts.signIn;
    auto& invitations = parts.invitations;
    table["signIn"] = [&auth](const Call& call) { return signIn(auth, call); };
    table["answerTotp"] = [&auth](const Call& call) { return answerTotp(auth, call); };
    table["answerRecovery"] = [&auth](const Call& call) { return answerRecovery(auth, call); };
    table["finishSignIn"] = [&auth](const Call& call) { return finishSignIn(auth, call); };
    table["unlock"] = [&auth](const Call& call) { return unlock(auth, call); };
    table["stepUp"] = [&auth](const Call& call) { return stepUp(auth, call); };
    table["openInvitation"] = [&invitations](const Call& call) { return openInvitation(invitations, call); };
    table["acceptInvitation"] = [&invitations](const Call& call) {
        return acceptInvitation(invitations, call);
    };
}

} // namespace custos::api
