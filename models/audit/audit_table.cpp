#include "models/audit/audit_table.h"

#include "models/audit/later.h"
#include "models/audit/ledger_values.h"

#include <algorithm>

namespace custos {
namespace {

QString text(std::string_view bytes) {
    return QString::fromLatin1(bytes.data(), qsizetype(bytes.size()));
}

QString codes(const std::vector<std::string>& all) {
    QStringList list;
    for (const std::string& code : all)
        list << text(code);
    return list.join(QLatin1String(", "));
}

QString actionCode(ledger::Action action) {
    const auto name = ledger::name(action);
    return name ? text(*name) : QString::number(int(action));
}

QString value(const ledger::EntryFields& fields, AuditTable::Column column) {
    switch (column) {
    case AuditTable::Role:
        return codes(fields.roles);
    case AuditTable::Action:
        return actionCode(fields.action);
    case AuditTable::Record:
        return fields.subjects.empty() ? QString()
                                       : QString::fromLatin1(bytesOf(fields.subjects.front()).toHex());
    case AuditTable::Reason:
        return text(fields.reason);
    case AuditTable::Source:
        return text(fields.source);
    case AuditTable::Outcome:
        return text(ledger::name(fields.outcome));
    default:
        return {};
    }
}

} // namespace

AuditTable::AuditTable(AuditGateway& gateway, const ledger::Uuid& practice, const QTimeZone& zone,
                       QObject* parent)
    : QAbstractTableModel(parent)
    , gateway_(gateway)
    , practice_(practice)
    , zone_(zone) {}

void AuditTable::reload() {
    state_ = State::Loading;
    problem_.reset();
    fetch(Way::Newest);
}

void AuditTable::setFilter(const AuditFilter& filter) {
    filter_ = filter;
    reload();
}

void AuditTable::fetchOlder() {
    if (hasOlder_ && !fetching_ && !records_.isEmpty())
        fetch(Way::Older);
}

void AuditTable::fetchNewer() {
    if (hasNewer_ && !fetching_ && !records_.isEmpty())
        fetch(Way::Newer);
}

void AuditTable::clear() {
    ++asked_;
    fetching_ = false;
    people_.clear();
    total_ = 0;
    hasOlder_ = hasNewer_ = false;
    state_ = State::Loading;
    slideTo({});
    Q_EMIT stateChanged();
}

void AuditTable::fetch(Way way) {
    AuditWindow window{.limit = pageSize};
    if (way == Way::Older)
        window.before = records_.last().index;
    if (way == Way::Newer)
        window.after = records_.first().index;
    fetching_ = true;
    later(gateway_.search(filter_, window), this,
          [this, way, window, asked = ++asked_](const Result<AuditPage, Problem>& page) {
              if (asked == asked_)
                  take(way, window, page);
          });
    Q_EMIT stateChanged();
}

void AuditTable::take(Way way, const AuditWindow& window, const Result<AuditPage, Problem>& page) {
    if (!page)
        return fail(page.error());
    if (!answers(*page, window))
        return fail(Problem{.kind = Problem::Kind::Malformed});
    // Without an entry there is no place to go on from.
    const bool more = page->more && !page->entries.isEmpty();
    people_.insert(page->people);
    total_ = page->total;
    QList<AuditRecord> records = read(page->entries);
    if (way == Way::Newest) {
        hasNewer_ = false;
        hasOlder_ = more;
    } else if (way == Way::Older) {
        records = records_ + records;
        hasOlder_ = more;
        hasNewer_ = hasNewer_ || records.size() > mostEntries;
        records = records.mid(std::max<qsizetype>(0, records.size() - mostEntries));
    } else {
        records += records_;
        hasNewer_ = more;
        hasOlder_ = hasOlder_ || records.size() > mostEntries;
        records = records.mid(0, mostEntries);
    }
    state_ = State::Ready;
    problem_.reset();
    // Views scroll while rows come and go; what they ask for then would follow the wrong end.
    slideTo(std::move(records));
    fetching_ = false;
    Q_EMIT stateChanged();
}

/// Newest first, nothing twice, nothing from outside the window: a list that overlaps what is here would show
/// an entry in two places.
bool AuditTable::answers(const AuditPage& page, const AuditWindow& window) const {
    const auto notFalling = [](const SealedEntry& a, const SealedEntry& b) { return a.index <= b.index; };
    const bool inside = std::ranges::all_of(page.entries, [&](const SealedEntry& entry) {
        return entry.index < window.before.value_or(page.total + 1) &&
               (!window.after || entry.index > *window.after);
    });
    return inside && page.entries.size() <= window.limit &&
           std::ranges::adjacent_find(page.entries, notFalling) == page.entries.end();
}

void AuditTable::fail(const Problem& problem) {
    fetching_ = false;
    state_ = State::Failed;
    problem_ = problem;
    Q_EMIT stateChanged();
}

QList<AuditRecord> AuditTable::read(const QList<SealedEntry>& entries) const {
    QList<AuditRecord> records;
    records.reserve(entries.size());
    for (const SealedEntry& entry : entries)
        records.append(read(entry));
    return records;
}

AuditRecord AuditTable::read(const SealedEntry& entry) const {
    AuditRecord record{entry.index, entry.bytes, {}, {}};
    if (auto fields = fieldsOf(entry.bytes, practice_)) {
        record.time = dateTimeOf(fields->time).toTimeZone(zone_);
        record.fields = std::make_shared<const ledger::EntryFields>(std::move(*fields));
    }
    return record;
}

QList<AuditTable::Row> AuditTable::rowsOf(const QList<AuditRecord>& records) {
    QList<Row> rows;
    QDate day;
    for (qsizetype at = 0; at < records.size(); ++at) {
        const AuditRecord& record = records.at(at);
        if (record.fields && record.time.date() != day) {
            day = record.time.date();
            rows.append({at, record.index, true});
        }
        rows.append({at, record.index, false});
    }
    return rows;
}

/// Tells views the least that happened, so that selection and place survive: rows came and went at the ends.
void AuditTable::slideTo(QList<AuditRecord> records) {
    QList<Row> rows = rowsOf(records);
    const auto kept = std::ranges::find_first_of(rows_, rows);
    if (kept == rows_.end()) {
        beginResetModel();
        records_ = std::move(records);
        rows_ = std::move(rows);
        endResetModel();
    } else {
        const auto start = kept - rows_.begin();
        const auto newStart = std::ranges::find(rows, *kept) - rows.begin();
        const auto end = std::mismatch(kept, rows_.end(), rows.begin() + newStart, rows.end()).first;
        const auto count = end - kept;
        dropRows(start + count, rows_.size());
        dropRows(0, start);
        // The rows left say the same by the new records as by the old ones.
        records_ = std::move(records);
        rows_ = rows.mid(newStart, count);
        gainRows(0, rows.mid(0, newStart));
        gainRows(rows_.size(), rows.mid(newStart + count));
    }
    Q_EMIT recordsChanged();
}

void AuditTable::dropRows(qsizetype first, qsizetype end) {
    if (first == end)
        return;
    beginRemoveRows({}, int(first), int(end) - 1);
    rows_.remove(first, end - first);
    endRemoveRows();
}

void AuditTable::gainRows(qsizetype at, const QList<Row>& rows) {
    if (rows.isEmpty())
        return;
    beginInsertRows({}, int(at), int(at + rows.size()) - 1);
    rows_ = rows_.mid(0, at) + rows + rows_.mid(at);
    endInsertRows();
}

QList<SealedEntry> AuditTable::shown() const {
    QList<SealedEntry> entries;
    entries.reserve(records_.size());
    for (const AuditRecord& record : records_)
        entries.append({record.index, record.bytes});
    return entries;
}

const AuditRecord* AuditTable::recordAt(int row) const {
    if (row < 0 || row >= rows_.size() || rows_.at(row).isDay)
        return nullptr;
    return &records_.at(rows_.at(row).record);
}

QDate AuditTable::dayAt(int row) const {
    return row < 0 || row >= rows_.size() ? QDate() : records_.at(rows_.at(row).record).time.date();
}

int AuditTable::rowOf(quint64 index) const {
    const auto row = std::ranges::find(rows_, Row{0, index, false});
    return row == rows_.end() ? -1 : int(row - rows_.begin());
}

QString AuditTable::nameOf(const ledger::Uuid& account) const {
    const auto id = UserId::parse(QString::fromStdString(ledger::toText(account)));
    return id ? people_.value(*id) : QString();
}

int AuditTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(rows_.size());
}

int AuditTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const AuditRecord* record = recordAt(index.row());
    if (!record)
        return index.column() == Time ? QVariant(dayAt(index.row())) : QVariant();
    if (!record->fields)
        return {};
    const auto column = Column(index.column());
    if (column == Time)
        return record->time;
    if (column == Actor)
        return record->fields->actor ? nameOf(*record->fields->actor) : QString();
    return value(*record->fields, column);
}

Qt::ItemFlags AuditTable::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    return recordAt(index.row()) ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren
                                 : Qt::ItemNeverHasChildren;
}

} // namespace custos
