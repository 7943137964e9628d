#pragma once

#include "models/audit/audit_finding.h"
#include "models/audit/audit_table.h"
#include "ui/widgets/chip.h"

namespace custos::ui {

// The practice's words for what the trail holds as codes.

/// "View record"; the number itself for an action that this version has no words for.
[[nodiscard]] QString actionText(ledger::Action action);
/// By the stable name, as filters carry it.
[[nodiscard]] QString actionText(const QString& name);
[[nodiscard]] QString outcomeText(ledger::Outcome outcome);
/// Codes are not translated, only made readable: "scheduled_visit" is "Scheduled visit".
[[nodiscard]] QString codeText(const std::string& code);
/// "p·c07e91" for one patient, "set of 14" for several, a dash for none.
[[nodiscard]] QString recordText(const ledger::EntryFields& fields);
/// The server's name for who acted, or the beginning of the account's id; without one, whether it was the
/// server itself or somebody at a computer.
[[nodiscard]] QString actorText(const AuditTable& table, const ledger::EntryFields& fields);
[[nodiscard]] QString rolesOf(const ledger::EntryFields& fields);
[[nodiscard]] QString shortId(const QString& prefix, const ledger::Uuid& id);
[[nodiscard]] QString numberText(quint64 number);
/// 24 h with seconds, as everywhere in the trail.
[[nodiscard]] QString auditTimeText(const QDateTime& time);
[[nodiscard]] QString auditDayText(const QDate& day);
/// 32 bytes in groups of four hex digits, on two lines.
[[nodiscard]] QString hashText(const ledger::Hash& hash);

/// What the badge says, and all of it for whoever asks.
struct FindingWords {
    Tone tone;
    QString headline;
    QString detail;  ///< Small, beside it; may be empty.
    QString account; ///< Whole sentences: what exactly was computed, or what is wrong and what to do.
};
/// `zone` and `now` are the practice's.
[[nodiscard]] FindingWords findingWords(const AuditFinding& finding, const QDateTime& now);

} // namespace custos::ui
