#include "ui/audit/audit_view.h"

#include "ui/audit/audit_cells.h"
#include "ui/audit/audit_row_delegate.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>

#include <array>
#include <numeric>

namespace custos::ui {

namespace {

constexpr int entryHeight = 29;
constexpr int dayHeight = 26;
constexpr int headerHeight = 30;
constexpr int skeletonAfterMs = 150;
constexpr int rowsAhead = 12; // so many rows before an end the next page is asked for

/// px at 100 %. Figures need their `least`; words give way between the two, and share what is left over.
struct ColumnWidth {
    int least;
    int wanted;
    bool grows;
};
constexpr std::array<ColumnWidth, AuditTable::ColumnCount> widths{{{72, 76, false},
                                                                   {86, 110, true},
                                                                   {72, 100, true},
                                                                   {106, 140, true},
                                                                   {78, 84, false},
                                                                   {90, 124, true},
                                                                   {88, 100, false},
                                                                   {80, 84, false}}};

int sum(int ColumnWidth::*which) {
    return std::accumulate(widths.begin(), widths.end(), 0,
                           [which](int all, const ColumnWidth& width) { return all + width.*which; });
}

/// Words of the header begin where the cells' do; the style's margin is for the height too.
class ColumnTitles final : public QHeaderView {
public:
    explicit ColumnTitles(QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent) {}

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override {
        const Theme& theme = Theme::of(this);
        const Tokens& c = theme.colours();
        painter->fillRect(rect, c.surface2);
        painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, c.line);
        painter->setFont(theme.font(TypeRole::SmallMedium));
        painter->setPen(c.text2);
        painter->drawText(rect.adjusted(theme.px(8), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          model()->headerData(column, Qt::Horizontal).toString());
    }
};

} // namespace

AuditView::AuditView(AuditTable& table, QWidget* parent)
    : QTableView(parent)
    , table_(table)
    , cells_(new AuditCells(table, this)) {
    setModel(cells_);
    setHorizontalHeader(new ColumnTitles(this));
    setItemDelegate(new AuditRowDelegate(*this, this));
    setAccessibleName(tr("Audit entries, newest first"));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setFrameShape(NoFrame);
    setTabKeyNavigation(false);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setAccessibleName(tr("What each column says"));
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(1);
    applyTheme();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &AuditView::slideWhereNear);
    connect(&table_, &QAbstractItemModel::rowsAboutToBeRemoved, this, &AuditView::anchor);
    connect(&table_, &QAbstractItemModel::rowsAboutToBeInserted, this, &AuditView::anchor);
    connect(&table_, &AuditTable::recordsChanged, this, &AuditView::restore);
    connect(&table_, &AuditTable::stateChanged, this, &AuditView::showState);
    connect(this, &QAbstractItemView::doubleClicked, this, &AuditView::entryActivated);
}

void AuditView::applyTheme() {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPalette ground = palette();
    ground.setColor(QPalette::Base, c.surface);
    setPalette(ground);
    horizontalHeader()->setFixedHeight(theme.px(headerHeight));
    verticalHeader()->setDefaultSectionSize(theme.px(entryHeight));
    verticalScrollBar()->setSingleStep(theme.px(entryHeight));
    sizeRows();
}

void AuditView::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        applyTheme();
}

void AuditView::updateGeometries() {
    QTableView::updateGeometries();
    verticalScrollBar()->setSingleStep(Theme::of(this).px(entryHeight));
}

void AuditView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layOutColumns();
}

void AuditView::layOutColumns() {
    const Theme& theme = Theme::of(this);
    const int room = viewport()->width();
    const int least = theme.px(sum(&ColumnWidth::least)), wanted = theme.px(sum(&ColumnWidth::wanted));
    const double share = qBound(0.0, double(room - least) / (wanted - least), 1.0);
    const auto growing = std::ranges::count(widths, true, &ColumnWidth::grows);
    const int more = qMax(0, room - wanted) / int(growing + 1);
    int used = 0;
    for (int column = 0; column < AuditTable::ColumnCount - 1; ++column) {
        const ColumnWidth& each = widths.at(size_t(column));
        const int width =
            theme.px(each.least) + int(share * theme.px(each.wanted - each.least)) + (each.grows ? more : 0);
        setColumnWidth(column, width);
        used += width;
    }
    setColumnWidth(AuditTable::ColumnCount - 1, qMax(theme.px(widths.back().least), room - used));
}

void AuditView::sizeRows() {
    const Theme& theme = Theme::of(this);
    for (int row = 0; row < table_.rowCount(); ++row) {
        const int height = theme.px(table_.recordAt(row) ? entryHeight : dayHeight);
        if (verticalHeader()->sectionSize(row) != height)
            verticalHeader()->resizeSection(row, height);
    }
}

/// Remembers what is at the top before rows come or go above it.
void AuditView::anchor() {
    if (anchor_.isValid())
        return;
    const QModelIndex top = indexAt(QPoint(1, 1));
    anchor_ = top;
    anchorTop_ = rowViewportPosition(top.row());
}

void AuditView::restore() {
    sizeRows();
    if (anchor_.isValid()) {
        updateGeometries();
        verticalScrollBar()->setValue(verticalHeader()->sectionPosition(anchor_.row()) - anchorTop_);
    }
    anchor_ = QPersistentModelIndex();
}

void AuditView::slideWhereNear() {
    const int ahead = Theme::of(this).px(entryHeight) * rowsAhead;
    const QScrollBar& bar = *verticalScrollBar();
    if (table_.state() == AuditTable::State::Loading || table_.rowCount() == 0)
        return;
    if (bar.value() >= bar.maximum() - ahead)
        table_.fetchOlder();
    else if (bar.value() <= ahead)
        table_.fetchNewer();
}

void AuditView::showState() {
    const bool waits = table_.state() == AuditTable::State::Loading && table_.rowCount() == 0;
    if (waits && !waiting_)
        patience_.start(skeletonAfterMs, this);
    if (!waits)
        patience_.stop();
    waiting_ = waits && waiting_;
    viewport()->update();
    // A page that did not fill the screen, or ended while one scrolled on.
    if (table_.state() == AuditTable::State::Ready)
        QMetaObject::invokeMethod(this, &AuditView::slideWhereNear, Qt::QueuedConnection);
}

void AuditView::timerEvent(QTimerEvent* event) {
    if (event->timerId() != patience_.timerId())
        return QTableView::timerEvent(event);
    patience_.stop();
    waiting_ = true;
    viewport()->update();
}

void AuditView::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (waiting_ && table_.rowCount() == 0)
        paintSkeleton();
}

void AuditView::paintSkeleton() {
    const Theme& theme = Theme::of(this);
    QPainter painter(viewport());
    for (int top = 0; top < viewport()->height(); top += theme.px(entryHeight))
        for (int column = 0; column < AuditTable::ColumnCount; ++column)
            painter.fillRect(columnViewportPosition(column) + theme.px(8), top + theme.px(11),
                             columnWidth(column) * 6 / 10, theme.px(7), theme.colours().line);
}

std::optional<quint64> AuditView::selectedEntry() const {
    const AuditRecord* record = table_.recordAt(currentIndex().row());
    return record ? std::optional(record->index) : std::nullopt;
}

void AuditView::select(quint64 index) {
    const int row = table_.rowOf(index);
    if (row >= 0)
        setCurrentIndex(model()->index(row, 0));
}

void AuditView::selectNewest() {
    if (!table_.records().isEmpty())
        select(table_.records().first().index);
    verticalScrollBar()->setValue(0);
}

void AuditView::setBadEntry(std::optional<quint64> index) {
    bad_ = index;
    viewport()->update();
}

void AuditView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    viewport()->update();
    Q_EMIT entryChosen(selectedEntry());
}

void AuditView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Home:
        return table_.hasNewer() ? Q_EMIT newestRequested() : selectNewest();
    case Qt::Key_End:
        if (!table_.records().isEmpty())
            select(table_.records().last().index);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT entryActivated();
        return;
    default:
        QTableView::keyPressEvent(event);
    }
}

} // namespace custos::ui
