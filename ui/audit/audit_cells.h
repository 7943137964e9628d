#pragma once

#include "models/audit/audit_table.h"

#include <QIdentityProxyModel>

namespace custos::ui {

/// The trail in words: what is painted, and what assistive technology reads, cell by cell.
class AuditCells final : public QIdentityProxyModel {
    Q_OBJECT
public:
    explicit AuditCells(AuditTable& table, QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const AuditRecord& record, AuditTable::Column column) const;

    const AuditTable& table_;
};

} // namespace custos::ui
