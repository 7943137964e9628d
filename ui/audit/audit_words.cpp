#include "ui/audit/audit_words.h"

#include "models/audit/ledger_values.h"
#include "ui/widgets/role_text.h"
#include "ui/widgets/span_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::Audit)
};

QString latin(std::string_view text) {
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

using ledger::Action;

struct ActionWords {
    Action action;
    const char* words;
};

constexpr std::array actionWords{
    ActionWords{Action::SessionSignIn, QT_TRANSLATE_NOOP("custos::ui::Audit", "Sign in")},
    ActionWords{Action::SessionSignOut, QT_TRANSLATE_NOOP("custos::ui::Audit", "Sign out")},
    ActionWords{Action::SessionLock, QT_TRANSLATE_NOOP("custos::ui::Audit", "Lock")},
    ActionWords{Action::SessionUnlock, QT_TRANSLATE_NOOP("custos::ui::Audit", "Unlock")},
    ActionWords{Action::SessionList, QT_TRANSLATE_NOOP("custos::ui::Audit", "List sessions")},
    ActionWords{Action::SessionRevoke, QT_TRANSLATE_NOOP("custos::ui::Audit", "End a session")},
    ActionWords{Action::SessionRecover, QT_TRANSLATE_NOOP("custos::ui::Audit", "Recovery code")},
    ActionWords{Action::SessionStepUp, QT_TRANSLATE_NOOP("custos::ui::Audit", "Show a fresh factor")},
    ActionWords{Action::InvitationOpen, QT_TRANSLATE_NOOP("custos::ui::Audit", "Open invitation")},
    ActionWords{Action::InvitationAccept, QT_TRANSLATE_NOOP("custos::ui::Audit", "Accept invitation")},
    ActionWords{Action::PasswordChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change password")},
    ActionWords{Action::TotpChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change authenticator")},
    ActionWords{Action::FactorsReset, QT_TRANSLATE_NOOP("custos::ui::Audit", "Reset sign-in")},
    ActionWords{Action::AccountList, QT_TRANSLATE_NOOP("custos::ui::Audit", "View team")},
    ActionWords{Action::AccountCreate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Add person")},
    ActionWords{Action::AccountInvite, QT_TRANSLATE_NOOP("custos::ui::Audit", "Invite person")},
    ActionWords{Action::AccountDisable, QT_TRANSLATE_NOOP("custos::ui::Audit", "Disable person")},
    ActionWords{Action::AccountEnable, QT_TRANSLATE_NOOP("custos::ui::Audit", "Enable person")},
    ActionWords{Action::AccountSignOut, QT_TRANSLATE_NOOP("custos::ui::Audit", "Sign person out")},
    ActionWords{Action::ServiceAccountList, QT_TRANSLATE_NOOP("custos::ui::Audit", "View service accounts")},
    ActionWords{Action::ServiceAccountCreate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Add service account")},
    ActionWords{Action::ServiceAccountRevoke,
                QT_TRANSLATE_NOOP("custos::ui::Audit", "Revoke service account")},
    ActionWords{Action::SignInPolicyRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View sign-in policy")},
    ActionWords{Action::SignInPolicyChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change sign-in policy")},
    ActionWords{Action::PracticeCreate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Create practice")},
    ActionWords{Action::ScheduleRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View schedule")},
    ActionWords{Action::ScheduleOpenings, QT_TRANSLATE_NOOP("custos::ui::Audit", "Find openings")},
    ActionWords{Action::AppointmentRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View visit")},
    ActionWords{Action::AppointmentBook, QT_TRANSLATE_NOOP("custos::ui::Audit", "Book visit")},
    ActionWords{Action::AppointmentMove, QT_TRANSLATE_NOOP("custos::ui::Audit", "Move visit")},
    ActionWords{Action::AppointmentResize, QT_TRANSLATE_NOOP("custos::ui::Audit", "Resize visit")},
    ActionWords{Action::AppointmentStatus, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change status")},
    ActionWords{Action::AppointmentChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change visit")},
    ActionWords{Action::HoldCreate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Hold slot")},
    ActionWords{Action::HoldRelease, QT_TRANSLATE_NOOP("custos::ui::Audit", "Release slot")},
    ActionWords{Action::PatientSearch, QT_TRANSLATE_NOOP("custos::ui::Audit", "Find patient")},
    ActionWords{Action::PatientRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View record")},
    ActionWords{Action::PatientRegister, QT_TRANSLATE_NOOP("custos::ui::Audit", "Register patient")},
    ActionWords{Action::PatientChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change record")},
    ActionWords{Action::AuditRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View audit trail")},
    ActionWords{Action::AuditProof, QT_TRANSLATE_NOOP("custos::ui::Audit", "Prove audit trail")},
    ActionWords{Action::ImportBatch, QT_TRANSLATE_NOOP("custos::ui::Audit", "Import")},
    ActionWords{Action::AccessRead, QT_TRANSLATE_NOOP("custos::ui::Audit", "View rights")},
    ActionWords{Action::AccessRolesChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change roles")},
    ActionWords{Action::AccessOverridesChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change overrides")},
    ActionWords{Action::AccessFlagsChange, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change capabilities")},
    ActionWords{Action::AccessExplain, QT_TRANSLATE_NOOP("custos::ui::Audit", "Explain a right")},
    ActionWords{Action::AccessViewAs, QT_TRANSLATE_NOOP("custos::ui::Audit", "View as somebody")},
    ActionWords{Action::BreakGlassOpen, QT_TRANSLATE_NOOP("custos::ui::Audit", "Break glass")},
    ActionWords{Action::BreakGlassEnd, QT_TRANSLATE_NOOP("custos::ui::Audit", "End break-glass")},
    ActionWords{Action::BreakGlassReview, QT_TRANSLATE_NOOP("custos::ui::Audit", "Review break-glass")},
    ActionWords{Action::ImpersonationStart, QT_TRANSLATE_NOOP("custos::ui::Audit", "Act as somebody")},
    ActionWords{Action::ImpersonationEnd, QT_TRANSLATE_NOOP("custos::ui::Audit", "Stop acting as somebody")},
    ActionWords{Action::ImpersonationReview, QT_TRANSLATE_NOOP("custos::ui::Audit", "Review impersonations")},
    ActionWords{Action::IncidentList, QT_TRANSLATE_NOOP("custos::ui::Audit", "View incidents")},
    ActionWords{Action::IncidentAcknowledge, QT_TRANSLATE_NOOP("custos::ui::Audit", "Acknowledge incident")},
    ActionWords{Action::CoveringGrant, QT_TRANSLATE_NOOP("custos::ui::Audit", "Grant covering")},
    ActionWords{Action::CoveringEnd, QT_TRANSLATE_NOOP("custos::ui::Audit", "End covering")},
    ActionWords{Action::PlatformTenants, QT_TRANSLATE_NOOP("custos::ui::Audit", "View practices")},
    ActionWords{Action::PlatformSessions, QT_TRANSLATE_NOOP("custos::ui::Audit", "View sessions")},
    ActionWords{Action::KeysRotate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Replace keys")},
    ActionWords{Action::DecryptLift, QT_TRANSLATE_NOOP("custos::ui::Audit", "Lift a block")},
    ActionWords{Action::HoneypotsRotate, QT_TRANSLATE_NOOP("custos::ui::Audit", "Change detection")},
    ActionWords{Action::EntryForged, QT_TRANSLATE_NOOP("custos::ui::Audit", "Forged entry found")},
    ActionWords{Action::EpochRaised, QT_TRANSLATE_NOOP("custos::ui::Audit", "Restored from backup")},
};

constexpr const ActionWords* find(Action action) {
    return std::ranges::find(actionWords, action, &ActionWords::action);
}

// A new action gets its words here before anything compiles.
#define CUSTOS_HAS_WORDS(enumerator, number, name)                                                           \
    static_assert(find(Action::enumerator) != actionWords.end());
CUSTOS_AUDIT_ACTIONS(CUSTOS_HAS_WORDS)
#undef CUSTOS_HAS_WORDS

/// Empty for a number that this version does not know.
QString wordsFor(Action action) {
    const ActionWords* found = find(action);
    return found == actionWords.end() ? QString() : Words::tr(found->words);
}

QString doubtText(const AuditDoubt& doubt) {
    using Reason = AuditDoubt::Reason;
    const QString entry = numberText(doubt.index.value_or(0));
    switch (doubt.reason) {
    case Reason::Unreachable:
        return Words::tr("The server can’t be reached, so nothing newer was checked.");
    case Reason::Refused:
        return Words::tr("The server gave no proof. Custos asks again by itself.");
    case Reason::Stale:
        return Words::tr(
            "The newest tree head is more than 5 min away from this computer’s clock. The server may have "
            "stopped signing, or one of the clocks is wrong.");
    case Reason::NoKeychain:
        return Words::tr(
            "This computer’s keychain is locked or missing, so there is nothing to remember the log by. "
            "Unlock it and prove again.");
    case Reason::StoreFailed:
        return Words::tr("This computer could not read or keep what it remembers of the log.");
    case Reason::NotSealedYet:
        return Words::tr("Entry %1 is newer than the newest tree head. It is checked again in a moment.")
            .arg(entry);
    case Reason::Unreadable:
        return Words::tr(
                   "Entry %1 can’t be read by this version of Custos, so what is shown of it is not proven.")
            .arg(entry);
    case Reason::LeftOut:
        return Words::tr("The list has a gap: entry %1 was not sent.").arg(entry);
    }
    Q_UNREACHABLE();
}

QString doubtHeadline(AuditDoubt::Reason reason) {
    using Reason = AuditDoubt::Reason;
    switch (reason) {
    case Reason::Unreachable:
    case Reason::Refused:
        return Words::tr("Not proven: no answer");
    case Reason::Stale:
        return Words::tr("Not proven: tree head too old");
    case Reason::NoKeychain:
    case Reason::StoreFailed:
        return Words::tr("Not proven: nothing to remember by");
    case Reason::NotSealedYet:
        return Words::tr("Not proven yet");
    case Reason::Unreadable:
        return Words::tr("Not proven: unreadable entry");
    case Reason::LeftOut:
        return Words::tr("Not proven: an entry is missing");
    }
    Q_UNREACHABLE();
}

QString alarmText(const AuditAlarm& alarm) {
    using Kind = AuditAlarm::Kind;
    const QString entry = numberText(alarm.firstBadEntry.value_or(0));
    switch (alarm.kind) {
    case Kind::Malformed:
        return Words::tr("The server’s tree head is not one of this practice’s log.");
    case Kind::BadSignature:
        return Words::tr("The server’s tree head is not signed by this practice’s key.");
    case Kind::Rollback:
        return alarm.firstBadEntry
                   ? Words::tr("The log was cut off: entry %1 and what followed it are gone.").arg(entry)
                   : Words::tr("The log is older than what this computer remembers.");
    case Kind::Fork:
        return alarm.firstBadEntry
                   ? Words::tr("History was rewritten: entry %1 is not what this computer has seen there.")
                         .arg(entry)
                   : Words::tr("History was rewritten: an entry before %1 is not what was sealed.")
                         .arg(numberText(alarm.badBelow.value_or(0)));
    case Kind::EntryNotIncluded:
        return Words::tr("Entry %1 does not match the signed tree head.").arg(entry);
    case Kind::ReceiptMissing:
        return Words::tr("The entry of an answer that this computer got was never sealed.");
    case Kind::RememberedMissing:
        return Words::tr("What this computer remembered of the log is gone.");
    case Kind::RememberedDamaged:
        return Words::tr("What this computer remembered of the log was changed.");
    }
    Q_UNREACHABLE();
}

QString alarmHeadline(const AuditAlarm& alarm) {
    return alarm.firstBadEntry ? Words::tr("Proof broken at entry %1").arg(numberText(*alarm.firstBadEntry))
                               : Words::tr("Proof broken");
}

QString sinceText(const AuditProven& proven, const QDateTime& now) {
    if (proven.firstSight)
        return Words::tr("remembered from now on");
    const QDateTime since = proven.consistentSince.toTimeZone(now.timeZone());
    return since.date() == now.date()
               ? Words::tr("consistent since %1").arg(auditTimeText(since))
               : Words::tr("consistent since %1", "a date")
                     .arg(QLocale().toString(since, Words::tr("MMM d", "a format of QLocale")));
}

QString provenText(const AuditProven& proven, const QDateTime& now) {
    const ledger::Checkpoint& head = proven.head->checkpoint;
    const QDateTime signedAt = dateTimeOf(head.time).toTimeZone(now.timeZone());
    QString text =
        Words::tr("Computed on this computer: the tree head over %1 entries is signed by the practice’s "
                  "key at %2.")
            .arg(numberText(head.size), auditTimeText(signedAt));
    text += QLatin1Char(' ');
    text += proven.firstSight ? Words::tr("It is the first one that this computer has seen.")
                              : Words::tr("It continues what this computer has remembered since %1.")
                                    .arg(dateText(proven.consistentSince.toTimeZone(now.timeZone())));
    text += QLatin1Char(' ') + Words::tr("%Ln entries shown are in it.", nullptr, proven.shown) +
            QLatin1Char(' ') +
            Words::tr("The names of people, and whether a filter left something out, are the server’s word.");
    return text;
}

} // namespace

QString actionText(ledger::Action action) {
    QString words = wordsFor(action);
    if (!words.isEmpty())
        return words;
    const auto name = ledger::name(action);
    return name ? latin(*name) : Words::tr("Action %1", "a number without a name").arg(int(action));
}

QString actionText(const QString& name) {
    const auto action = ledger::actionFromName(name.toStdString());
    return action ? actionText(*action) : name;
}

QString outcomeText(ledger::Outcome outcome) {
    switch (outcome) {
    case ledger::Outcome::Allowed:
        return Words::tr("Allowed");
    case ledger::Outcome::Denied:
        return Words::tr("Denied");
    case ledger::Outcome::Failed:
        return Words::tr("Failed");
    }
    return {};
}

QString codeText(const std::string& code) {
    QString text = latin(code).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

QString recordText(const ledger::EntryFields& fields) {
    if (fields.subjects.empty())
        return QStringLiteral("–");
    if (fields.subjects.size() > 1)
        return Words::tr("set of %1").arg(fields.subjects.size());
    return QStringLiteral("p·") + QString::fromLatin1(bytesOf(fields.subjects.front()).toHex().left(6));
}

QString actorText(const AuditTable& table, const ledger::EntryFields& fields) {
    if (!fields.actor) // from another computer, or the server itself, with whoever works at it
        return fields.source.empty() ? Words::tr("System") : Words::tr("Nobody known");
    const QString name = table.nameOf(*fields.actor);
    return name.isEmpty() ? shortId(QStringLiteral("u·"), *fields.actor) : name;
}

QString rolesOf(const ledger::EntryFields& fields) {
    QStringList codes;
    for (const std::string& role : fields.roles)
        codes << latin(role);
    return rolesText(codes);
}

QString shortId(const QString& prefix, const ledger::Uuid& id) {
    return prefix + latin(ledger::toText(id)).left(8);
}

QString numberText(quint64 number) {
    return QLocale().toString(qulonglong(number));
}

QString auditTimeText(const QDateTime& time) {
    return time.toString(QStringLiteral("HH:mm:ss"));
}

QString auditDayText(const QDate& day) {
    return QLocale().toString(day, Words::tr("dddd, MMMM d, yyyy", "a format of QLocale"));
}

QString hashText(const ledger::Hash& hash) {
    const QString hex = QString::fromLatin1(bytesOf(hash).toHex());
    QString text;
    for (int group = 0; group < 16; ++group) {
        if (group > 0)
            text += QLatin1Char(group == 8 ? '\n' : ' ');
        text += QStringView(hex).mid(group * 4, 4);
    }
    return text;
}

FindingWords findingWords(const AuditFinding& finding, const QDateTime& now) {
    if (const auto* proven = std::get_if<AuditProven>(&finding)) {
        const QString headline = proven->shown > 0 ? Words::tr("Entries shown proven on this computer")
                                                   : Words::tr("Tree head proven on this computer");
        return {Tone::Ok, headline, sinceText(*proven, now), provenText(*proven, now)};
    }
    if (const auto* doubt = std::get_if<AuditDoubt>(&finding))
        return {Tone::Warn, doubtHeadline(doubt->reason), {}, doubtText(*doubt)};
    if (const auto* alarm = std::get_if<AuditAlarm>(&finding))
        return {Tone::Bad,
                alarmHeadline(*alarm),
                {},
                alarmText(*alarm) + QLatin1Char(' ') +
                    Words::tr("Nothing is deleted. Save the evidence, then call support.")};
    return {Tone::Neutral,
            Words::tr("Checking the entries shown"),
            {},
            Words::tr("This computer is computing whether the entries shown are the ones that were sealed.")};
}

} // namespace custos::ui
