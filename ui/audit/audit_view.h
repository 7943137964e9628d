#pragma once

#include "models/audit/audit_table.h"

#include <QBasicTimer>
#include <QPersistentModelIndex>
#include <QTableView>

#include <optional>

namespace custos::ui {

class AuditCells;

/// The entries, newest first. Scrolling near an end of the window slides it, and what is on the screen stays
/// where it is.
class AuditView final : public QTableView {
    Q_OBJECT
public:
    explicit AuditView(AuditTable& table, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<quint64> selectedEntry() const;
    void select(quint64 index);
    void selectNewest();
    /// The entry that is known to be wrong.
    void setBadEntry(std::optional<quint64> index);
    [[nodiscard]] std::optional<quint64> badEntry() const { return bad_; }
    [[nodiscard]] const AuditTable& table() const { return table_; }

Q_SIGNALS:
    void entryChosen(std::optional<quint64> index);
    /// Enter, or a double click.
    void entryActivated();
    void newestRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void changeEvent(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void updateGeometries() override;

private:
    void applyTheme();
    void layOutColumns();
    void sizeRows();
    void anchor();
    void restore();
    void slideWhereNear();
    void showState();
    void paintSkeleton();

    AuditTable& table_;
    AuditCells* cells_;
    std::optional<quint64> bad_;
    QPersistentModelIndex anchor_;
    int anchorTop_ = 0;
    QBasicTimer patience_; ///< Until the skeleton shows.
    bool waiting_ = false;
};

} // namespace custos::ui
