#include "models/audit/audit_finding.h"

#include <QList>

#include <algorithm>
#include <array>

namespace custos {
namespace {

struct KindName {
    AuditAlarm::Kind kind;
    const char* name;
};

// Kept on disk, so forever.
constexpr std::array kinds{KindName{AuditAlarm::Kind::Malformed, "malformed"},
                           KindName{AuditAlarm::Kind::BadSignature, "bad_signature"},
                           KindName{AuditAlarm::Kind::Rollback, "rollback"},
                           KindName{AuditAlarm::Kind::Fork, "fork"},
                           KindName{AuditAlarm::Kind::EntryNotIncluded, "entry_not_included"},
                           KindName{AuditAlarm::Kind::ReceiptMissing, "receipt_missing"},
                           KindName{AuditAlarm::Kind::RememberedMissing, "remembered_missing"},
                           KindName{AuditAlarm::Kind::RememberedDamaged, "remembered_damaged"}};

QByteArray toText(const std::optional<quint64>& index) {
    return index ? QByteArray::number(*index) : QByteArray("-");
}

std::optional<quint64> indexFromText(const QByteArray& text) {
    return text == "-" ? std::nullopt : std::optional<quint64>(text.toULongLong());
}

} // namespace

QByteArray toText(const AuditAlarm& alarm) {
    const auto* kind = std::ranges::find(kinds, alarm.kind, &KindName::kind);
    return QByteArray("alarm ") + kind->name + "\nentry " + toText(alarm.firstBadEntry) + "\nbelow " +
           toText(alarm.badBelow) + "\nraised " +
           alarm.raisedAt.toUTC().toString(Qt::ISODateWithMs).toLatin1() + '\n';
}

std::optional<AuditAlarm> alarmFromText(const QByteArray& text) {
    const QList<QByteArray> lines = text.split('\n');
    if (lines.size() != 5)
        return std::nullopt;
    const auto* kind = std::ranges::find_if(
        kinds, [&](const KindName& each) { return lines.at(0) == QByteArray("alarm ") + each.name; });
    if (kind == kinds.end())
        return std::nullopt;
    AuditAlarm alarm{kind->kind};
    alarm.firstBadEntry = indexFromText(lines.at(1).mid(6));
    alarm.badBelow = indexFromText(lines.at(2).mid(6));
    alarm.raisedAt = QDateTime::fromString(QString::fromLatin1(lines.at(3).mid(7)), Qt::ISODateWithMs);
    // Writing it again refuses every other spelling.
    return toText(alarm) == text ? std::optional(alarm) : std::nullopt;
}

} // namespace custos
