#include "ui/audit/audit_cells.h"

#include "ui/audit/audit_words.h"

namespace custos::ui {

AuditCells::AuditCells(AuditTable& table, QObject* parent)
    : QIdentityProxyModel(parent)
    , table_(table) {
    setSourceModel(&table);
}

QVariant AuditCells::data(const QModelIndex& index, int role) const {
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    const AuditRecord* record = table_.recordAt(index.row());
    if (record)
        return text(*record, AuditTable::Column(index.column()));
    return index.column() == AuditTable::Time ? auditDayText(table_.dayAt(index.row())) : QString();
}

QString AuditCells::text(const AuditRecord& record, AuditTable::Column column) const {
    if (!record.fields)
        return column == AuditTable::Action ? tr("Entry %1 can’t be read").arg(numberText(record.index))
                                            : QString();
    const ledger::EntryFields& fields = *record.fields;
    switch (column) {
    case AuditTable::Time:
        return auditTimeText(record.time);
    case AuditTable::Actor:
        return actorText(table_, fields);
    case AuditTable::Role:
        return rolesOf(fields);
    case AuditTable::Action:
        return actionText(fields.action);
    case AuditTable::Record:
        return recordText(fields);
    case AuditTable::Reason:
        return codeText(fields.reason);
    case AuditTable::Source:
        return fields.source.empty() ? QStringLiteral("–") : QString::fromLatin1(fields.source.c_str());
    case AuditTable::Outcome:
        return outcomeText(fields.outcome);
    case AuditTable::ColumnCount:
        break;
    }
    return {};
}

QVariant AuditCells::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (AuditTable::Column(section)) {
    case AuditTable::Time:
        return tr("Time");
    case AuditTable::Actor:
        return tr("Actor");
    case AuditTable::Role:
        return tr("Role");
    case AuditTable::Action:
        return tr("Action");
    case AuditTable::Record:
        return tr("Record");
    case AuditTable::Reason:
        return tr("Reason");
    case AuditTable::Source:
        return tr("Source");
    case AuditTable::Outcome:
        return tr("Outcome");
    case AuditTable::ColumnCount:
        break;
    }
    return {};
}

} // namespace custos::ui
