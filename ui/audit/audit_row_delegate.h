#pragma once

#include <QStyledItemDelegate>

namespace custos::ui {

class AuditView;

/// Paints a row of the trail, cell by cell: digits on a fixed advance, only what is not allowed in colour.
class AuditRowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit AuditRowDelegate(const AuditView& view, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintDay(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintGround(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintCell(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    const AuditView& view_;
};

} // namespace custos::ui
