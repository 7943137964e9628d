#pragma once

#include "ledger/entry.h"
#include "models/ports/audit_gateway.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <memory>

namespace custos {

/// An entry of the table: where it is sealed, its bytes, and what they say.
struct AuditRecord {
    quint64 index;
    QByteArray bytes;
    /// Null where the bytes are no entry of this practice that this client can read.
    std::shared_ptr<const ledger::EntryFields> fields;
    QDateTime time; ///< In the practice's zone; invalid without fields.
};

/// The audit trail through a window: at most a few pages of it are here, however long it is, and the window
/// slides as one scrolls. A line before the first entry of each day names the day.
///
/// What is displayed is decoded from the very bytes that are proven. The words for codes are made in `ui/`.
/// Lives on the GUI thread; the gateway outlives it.
class AuditTable final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Actor, Role, Action, Record, Reason, Source, Outcome, ColumnCount };
    enum class State { Loading, Ready, Failed };
    /// A page of the longest entries that there can be stays below the 8 MiB that the client takes as one
    /// answer.
    static constexpr int pageSize = 40;
    static constexpr int mostEntries = 8 * pageSize;

    AuditTable(AuditGateway& gateway, const ledger::Uuid& practice, const QTimeZone& zone,
               QObject* parent = nullptr);

    /// Reads the newest entries that the filter lets through. The old ones stay until they come.
    void reload();
    void setFilter(const AuditFilter& filter);
    /// Slides the window; whoever scrolls calls it, since `fetchMore` knows one direction only. Nothing
    /// happens at the log's end, or while a page is under way.
    void fetchOlder();
    void fetchNewer();
    /// Lets go of everything, as on lock.
    void clear();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool isFetching() const { return fetching_; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    [[nodiscard]] const AuditFilter& filter() const { return filter_; }
    [[nodiscard]] quint64 total() const { return total_; }
    [[nodiscard]] bool hasOlder() const { return hasOlder_; }
    [[nodiscard]] bool hasNewer() const { return hasNewer_; }
    /// In the order shown, newest first.
    [[nodiscard]] const QList<AuditRecord>& records() const { return records_; }
    [[nodiscard]] QList<SealedEntry> shown() const;
    /// Null for a row that names a day.
    [[nodiscard]] const AuditRecord* recordAt(int row) const;
    [[nodiscard]] QDate dayAt(int row) const;
    [[nodiscard]] int rowOf(quint64 index) const; ///< -1: not in the window.
    /// The server's name for an account, which is no part of what is sealed; empty where it sent none.
    [[nodiscard]] QString nameOf(const ledger::Uuid& account) const;
    /// Everybody met so far.
    [[nodiscard]] const QHash<UserId, QString>& people() const { return people_; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    /// Qt::DisplayRole as codes and plain values.
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// A line that names a day cannot be chosen.
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void stateChanged();
    /// The window holds other entries than before.
    void recordsChanged();

private:
    struct Row {
        qsizetype record; ///< Of the entry, or of the first one of the day.
        quint64 index;
        bool isDay;
        friend bool operator==(const Row& a, const Row& b) {
            return a.index == b.index && a.isDay == b.isDay;
        }
    };
    enum class Way { Newest, Older, Newer };

    void fetch(Way way);
    void take(Way way, const AuditWindow& window, const Result<AuditPage, Problem>& page);
    [[nodiscard]] bool answers(const AuditPage& page, const AuditWindow& window) const;
    [[nodiscard]] QList<AuditRecord> read(const QList<SealedEntry>& entries) const;
    [[nodiscard]] AuditRecord read(const SealedEntry& entry) const;
    void slideTo(QList<AuditRecord> records);
    void dropRows(qsizetype first, qsizetype end);
    void gainRows(qsizetype at, const QList<Row>& rows);
    [[nodiscard]] static QList<Row> rowsOf(const QList<AuditRecord>& records);
    void fail(const Problem& problem);

    AuditGateway& gateway_;
    const ledger::Uuid practice_;
    const QTimeZone zone_;
    AuditFilter filter_;
    State state_ = State::Loading;
    std::optional<Problem> problem_;
    QList<AuditRecord> records_;
    QList<Row> rows_;
    QHash<UserId, QString> people_;
    quint64 total_ = 0;
    bool hasOlder_ = false;
    bool hasNewer_ = false;
    bool fetching_ = false;
    int asked_ = 0;
};

} // namespace custos
