#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace custos::ledger {

// Every action that can be audited, once: enumerator, number in the sealed bytes, name in the API.
// Numbers and names are forever: sealed entries carry the number, filters and saved reports the name.
// A new action takes a free number in its group; a retired one keeps its line. Nothing else in the
// ledger changes for it, and readers that don't know a number yet still verify the entry.
#define CUSTOS_AUDIT_ACTIONS(ACTION)                                                                         \
    ACTION(SessionSignIn, 101, "session.sign_in")                                                            \
    ACTION(SessionSignOut, 102, "session.sign_out")                                                          \
    ACTION(SessionLock, 103, "session.lock")                                                                 \
    ACTION(SessionUnlock, 104, "session.unlock")                                                             \
    ACTION(SessionList, 105, "session.list")                                                                 \
    ACTION(SessionRevoke, 106, "session.revoke")                                                             \
    ACTION(SessionRecover, 107, "session.recover")                                                           \
    ACTION(SessionStepUp, 108, "session.step_up")                                                            \
    ACTION(InvitationOpen, 121, "invitation.open")                                                           \
    ACTION(InvitationAccept, 122, "invitation.accept")                                                       \
    ACTION(PasswordChange, 131, "password.change")                                                           \
    ACTION(TotpChange, 132, "totp.change")                                                                   \
    ACTION(FactorsReset, 133, "factors.reset")                                                               \
    ACTION(AccountList, 141, "account.list")                                                                 \
    ACTION(AccountCreate, 142, "account.create")                                                             \
    ACTION(AccountInvite, 143, "account.invite")                                                             \
    ACTION(AccountDisable, 144, "account.disable")                                                           \
    ACTION(AccountEnable, 145, "account.enable")                                                             \
    ACTION(AccountSignOut, 146, "account.sign_out")                                                          \
    ACTION(ServiceAccountList, 151, "service_account.list")                                                  \
    ACTION(ServiceAccountCreate, 152, "service_account.create")                                              \
    ACTION(ServiceAccountRevoke, 153, "service_account.revoke")                                              \
    ACTION(SignInPolicyRead, 161, "sign_in_policy.read")                                                     \
    ACTION(SignInPolicyChange, 162, "sign_in_policy.change")                                                 \
    ACTION(PracticeCreate, 171, "practice.create")                                                           \
    ACTION(ScheduleRead, 201, "schedule.read")                                                               \
    ACTION(ScheduleOpenings, 202, "schedule.openings")                                                       \
    ACTION(AppointmentRead, 211, "appointment.read")                                                         \
    ACTION(AppointmentBook, 212, "appointment.book")                                                         \
    ACTION(AppointmentMove, 213, "appointment.move")                                                         \
    ACTION(AppointmentResize, 214, "appointment.resize")                                                     \
    ACTION(AppointmentStatus, 215, "appointment.status")                                                     \
    ACTION(AppointmentChange, 216, "appointment.change")                                                     \
    ACTION(HoldCreate, 221, "hold.create")                                                                   \
    ACTION(HoldRelease, 222, "hold.release")                                                                 \
    ACTION(PatientSearch, 301, "patient.search")                                                             \
    ACTION(PatientRead, 302, "patient.read")                                                                 \
    ACTION(PatientRegister, 303, "patient.register")                                                         \
    ACTION(PatientChange, 304, "patient.change")                                                             \
    ACTION(AuditRead, 401, "audit.read")                                                                     \
    ACTION(AuditProof, 402, "audit.proof")                                                                   \
    ACTION(ImportBatch, 501, "import.batch")                                                                 \
    ACTION(AccessRead, 601, "access.read")                                                                   \
    ACTION(AccessRolesChange, 602, "access.roles_change")                                                    \
    ACTION(AccessOverridesChange, 603, "access.overrides_change")                                            \
    ACTION(AccessFlagsChange, 604, "access.flags_change")                                                    \
    ACTION(AccessExplain, 605, "access.explain")                                                             \
    ACTION(AccessViewAs, 606, "access.view_as")                                                              \
    ACTION(BreakGlassOpen, 611, "break_glass.open")                                                          \
    ACTION(BreakGlassEnd, 612, "break_glass.end")                                                            \
    ACTION(BreakGlassReview, 613, "break_glass.review")                                                      \
    ACTION(ImpersonationStart, 621, "impersonation.start")                                                   \
    ACTION(ImpersonationEnd, 622, "impersonation.end")                                                       \
    ACTION(ImpersonationReview, 623, "impersonation.review")                                                 \
    ACTION(IncidentList, 631, "incident.list")                                                               \
    ACTION(IncidentAcknowledge, 632, "incident.acknowledge")                                                 \
    ACTION(CoveringGrant, 641, "covering.grant")                                                             \
    ACTION(CoveringEnd, 642, "covering.end")                                                                 \
    ACTION(PlatformTenants, 651, "platform.tenants")                                                         \
    ACTION(PlatformSessions, 652, "platform.sessions")                                                       \
    ACTION(KeysRotate, 701, "keys.rotate")                                                                   \
    ACTION(DecryptLift, 702, "decrypt.lift")                                                                 \
    ACTION(HoneypotsRotate, 703, "honeypots.rotate")                                                         \
    ACTION(EntryForged, 901, "entry.forged")                                                                 \
    ACTION(EpochRaised, 902, "epoch.raised")

/// What was done. The number is what the sealed bytes carry; a decoded entry may hold a number that this
/// version has no name for.
enum class Action : std::uint16_t {
#define CUSTOS_ACTION_ENUMERATOR(enumerator, number, name) enumerator = (number),
    CUSTOS_AUDIT_ACTIONS(CUSTOS_ACTION_ENUMERATOR)
#undef CUSTOS_ACTION_ENUMERATOR
};

/// How it ended. A refusal is an entry like any other.
enum class Outcome : std::uint8_t { Allowed = 1, Denied = 2, Failed = 3 };

/// All actions that this version knows, in the order of their numbers.
[[nodiscard]] std::span<const Action> allActions();

/// "patient.read"; nothing for a number that this version does not know.
[[nodiscard]] std::optional<std::string_view> name(Action action);
[[nodiscard]] std::optional<Action> actionFromName(std::string_view name);

/// "allowed", "denied", "failed".
[[nodiscard]] std::string_view name(Outcome outcome);
[[nodiscard]] std::optional<Outcome> outcomeFromName(std::string_view name);

} // namespace custos::ledger
