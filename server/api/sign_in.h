#pragma once

#include "server/api/answer.h"

namespace custos::auth {
class FactorChanges;
class Invitations;
class Sessions;
class SignIn;
} // namespace custos::auth

namespace custos::api {

/// What must outlive the handler table.
struct SignInParts {
    auth::SignIn& signIn;
    auth::Invitations& invitations;
};

/// signIn, answerTotp, answerRecovery, finishSignIn, unlock, stepUp, openInvitation, acceptInvitation.
void addSignInHandlers(HandlerTable& table, SignInParts parts);

/// readSession, signOut, lock, listSessions, revokeSession.
void addSessionHandlers(HandlerTable& table, auth::Sessions& sessions);

/// changePassword, beginTotpChange, confirmTotpChange, resetFactors.
void addFactorHandlers(HandlerTable& table, auth::FactorChanges& changes);

/// What the service asks before a call that needs a fresh factor.
[[nodiscard]] std::function<std::optional<Refused>(const Call&)> demandFreshOf(auth::Sessions& sessions);

/// Who asks, as sign-in has it (PersonLimits::Whose).
[[nodiscard]] std::function<Result<ledger::Uuid, Refused>(const Call&)> whoseOf(auth::Sessions& sessions);

} // namespace custos::api
