#include "ui/audit/audit_page.h"

#include "ui/audit/alarm_strip.h"
#include "ui/audit/audit_view.h"
#include "ui/audit/audit_words.h"
#include "ui/audit/bundle_writer.h"
#include "ui/audit/entry_panel.h"
#include "ui/audit/filter_panel.h"
#include "ui/audit/proof_badge.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/side_panel.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast_stack.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int narrowWindowBelow = 1360;

} // namespace

AuditPage::AuditPage(const Sources& sources, const Session& session, Workspace& shell, QWidget* parent)
    : QWidget(parent)
    , sources_(sources)
    , zone_(session.practice.zone)
    , shell_(shell)
    , table_(new AuditTable(sources.gateway, sources.proof.ledger().practice, zone_, this))
    , badge_(new ProofBadge)
    , title_(new QWidget)
    , filters_(new FilterPanel)
    , alarm_(new AlarmStrip(session.user.roles.contains(QLatin1String("owner"))))
    , view_(new AuditView(*table_))
    , panel_(new EntryPanel(*table_, sources.proof))
    , side_(new SidePanel(panel_))
    , body_(new QWidget)
    , main_(new QStackedWidget)
    , nothing_(new EmptyState(Icon::Audit, tr("No entry matches"),
                              tr("The server found nothing in the log with these properties.")))
    , failed_(new QWidget) {
    const Theme& theme = Theme::of(this);
    auto* titleRow = new QHBoxLayout(title_);
    titleRow->setContentsMargins(0, 0, 0, 0);
    titleRow->setSpacing(theme.px(12));
    titleRow->addWidget(new Text(tr("Audit trail"), TypeRole::H2));
    titleRow->addWidget(badge_);
    titleRow->addStretch(1);
    new QVBoxLayout(failed_);
    nothing_->setAct(tr("Show all entries"));
    for (QWidget* state : {static_cast<QWidget*>(view_), static_cast<QWidget*>(nothing_), failed_})
        main_->addWidget(state);
    auto* list = new Surface(&Tokens::surface);
    auto* listColumn = new QVBoxLayout(list);
    listColumn->setContentsMargins(0, 0, 0, 0);
    listColumn->setSpacing(0);
    listColumn->addWidget(makeToolbar());
    listColumn->addWidget(main_, 1);
    auto* body = new QHBoxLayout(body_);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(filters_);
    body->addWidget(list, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(body_, 1);
    row->addWidget(side_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(alarm_);
    column->addLayout(row, 1);
    alarm_->hide();
    side_->hide();
    setFocusProxy(view_);
    connectParts();
    bindKeys();
    showFinding();
}

AuditPage::~AuditPage() = default;

Page AuditPage::page() {
    Page page{.label = tr("Audit"), .icon = Icon::Audit, .content = this, .titleBar = title_};
    page.regions = {alarm_, filters_, view_, panel_};
    page.hint = tr("Arrow keys move between entries · Enter opens · / filters");
    page.keys = {{QKeySequence(Qt::Key_Slash), tr("Filter this list")},
                 {QKeySequence(Qt::Key_Home), tr("Newest entry")},
                 {QKeySequence(Qt::Key_End), tr("Oldest entry read so far")},
                 {QKeySequence(Qt::Key_Escape), tr("Close the entry")}};
    return page;
}

QWidget* AuditPage::makeToolbar() {
    const Theme& theme = Theme::of(this);
    auto* toolbar = new Surface(&Tokens::surface);
    toolbar->setEdges(Qt::BottomEdge);
    toolbar->setFixedHeight(theme.px(44));
    count_ = new Text(QString(), TypeRole::H4);
    countNote_ = new Text(QString(), TypeRole::Small, &Tokens::text2);
    countNote_->setElided(true);
    auto* newest = new Button(tr("Newest"), Button::Kind::Plain, Button::Size::Small);
    newest->setGlyph(Icon::Refresh);
    newest->setKeyCap(Qt::Key_Home);
    connect(newest, &QAbstractButton::clicked, this, &AuditPage::goToNewest);
    auto* row = new QHBoxLayout(toolbar);
    row->setContentsMargins(theme.px(16), 0, theme.px(16), 1);
    row->setSpacing(theme.px(8));
    row->addWidget(count_);
    row->addWidget(countNote_, 1);
    row->addWidget(newest);
    return toolbar;
}

void AuditPage::connectParts() {
    AuditProof& proof = sources_.proof;
    connect(table_, &AuditTable::recordsChanged, this, &AuditPage::showRecords);
    connect(table_, &AuditTable::stateChanged, this, &AuditPage::showState);
    connect(&proof, &AuditProof::findingChanged, this, &AuditPage::showFinding);
    connect(&proof, &AuditProof::provingChanged, panel_, &EntryPanel::refreshProof);
    connect(filters_, &FilterPanel::filterChanged, table_, &AuditTable::setFilter);
    connect(filters_, &FilterPanel::left, this, [this] { view_->setFocus(Qt::OtherFocusReason); });
    connect(nothing_, &EmptyState::acted, filters_, &FilterPanel::clear);
    connect(view_, &AuditView::entryChosen, this, &AuditPage::choose);
    connect(view_, &AuditView::newestRequested, this, &AuditPage::goToNewest);
    connect(view_, &AuditView::entryActivated, this, [this] {
        panelOpen_ = true;
        choose(view_->selectedEntry());
        panel_->focusFirst();
    });
    connect(side_, &SidePanel::backRequested, this, &AuditPage::closePanel);
    connect(panel_, &EntryPanel::closed, this, &AuditPage::closePanel);
    connect(panel_, &EntryPanel::proveAgainRequested, &proof, &AuditProof::proveAgain);
    connect(panel_, &EntryPanel::saveRequested, this, [this] {
        askWhereToSave(QStringLiteral("custos-proof-%1").arg(panel_->entry()),
                       sources_.proof.proofOfEntry(panel_->entry()));
    });
    connect(alarm_, &AlarmStrip::settled, &proof, &AuditProof::settle);
    connect(alarm_, &AlarmStrip::saveRequested, this,
            [this] { askWhereToSave(QStringLiteral("custos-evidence"), sources_.proof.evidence()); });
}

void AuditPage::bindKeys() {
    auto* filter = new QShortcut(Qt::Key_Slash, view_, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(filter, &QShortcut::activated, filters_, &FilterPanel::focusField);
}

void AuditPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (std::exchange(begun_, true))
        return;
    table_->reload();
    sources_.proof.start();
}

void AuditPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (const bool one = isOneColumn(*this); std::exchange(oneColumn_, one) != one)
        panelOpen_ = !one && chosen_; // over the page it opens when it is asked for
    showPanel();
}

void AuditPage::showPanel() {
    const bool narrow = window()->width() < Theme::of(this).px(narrowWindowBelow);
    side_->place(oneColumn_, narrow ? EntryPanel::narrowWidth : EntryPanel::width);
    panel_->setOver(oneColumn_);
    body_->setVisible(!(panelOpen_ && oneColumn_));
    side_->setVisible(panelOpen_);
}

void AuditPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && panel_->isVisible())
        closePanel();
    else
        QWidget::keyPressEvent(event);
}

void AuditPage::showRecords() {
    const bool filtered = table_->filter() != AuditFilter{};
    sources_.proof.setShown(table_->shown(), !filtered);
    filters_->setPeople(table_->people());
    if (std::exchange(toNewest_, false))
        view_->selectNewest();
    if (chosen_ && table_->rowOf(*chosen_) < 0)
        choose(std::nullopt);
}

void AuditPage::showState() {
    const bool ready = table_->state() == AuditTable::State::Ready;
    if (table_->state() == AuditTable::State::Failed && table_->records().isEmpty())
        return showFailure();
    main_->setCurrentWidget(ready && table_->records().isEmpty() ? static_cast<QWidget*>(nothing_) : view_);
    const bool filtered = table_->filter() != AuditFilter{};
    count_->setText(ready ? tr("%Ln entries", nullptr, int(qMin<quint64>(table_->total(), INT_MAX)))
                          : QString());
    count_->setVisible(ready); // an empty one would push the note to the right
    countNote_->setText(!ready     ? tr("Reading the log")
                        : filtered ? tr("in the log, filtered")
                                   : tr("in the log, newest first"));
    if (table_->state() == AuditTable::State::Failed)
        countNote_->setText(tr("No more could be read. Scroll to try again."));
}

void AuditPage::showFailure() {
    const bool forbidden = table_->problem()->kind == Problem::Kind::Forbidden;
    delete failed_->findChild<EmptyState*>();
    auto* state = new EmptyState(
        Icon::Offline, tr("The trail can’t be shown"),
        forbidden ? tr("Your role cannot read the audit trail. An owner or privacy officer can.")
                  : tr("The server gave no entries. Nothing is lost; what was sealed stays sealed."));
    state->setAct(tr("Try again"));
    connect(state, &EmptyState::acted, table_, &AuditTable::reload);
    failed_->layout()->addWidget(state);
    main_->setCurrentWidget(failed_);
    count_->setText(QString());
    countNote_->setText(QString());
}

void AuditPage::showFinding() {
    const AuditFinding& finding = sources_.proof.finding();
    const QDateTime now = sources_.clock.now().toTimeZone(zone_);
    badge_->setFinding(finding, now);
    const AuditAlarm* alarm = sources_.proof.alarm();
    if (alarm)
        alarm_->setAlarm(*alarm, now);
    alarm_->setVisible(alarm);
    view_->setBadEntry(alarm ? alarm->firstBadEntry : std::nullopt);
    panel_->refreshProof();
}

void AuditPage::choose(std::optional<quint64> index) {
    chosen_ = index;
    const AuditRecord* record = index ? table_->recordAt(table_->rowOf(*index)) : nullptr;
    if (record)
        panel_->showEntry(*record);
    panelOpen_ = record && (panelOpen_ || !oneColumn_);
    showPanel();
}

void AuditPage::closePanel() {
    panelOpen_ = false;
    showPanel();
    view_->setFocus(Qt::OtherFocusReason);
}

void AuditPage::goToNewest() {
    toNewest_ = true;
    table_->reload();
}

void AuditPage::askWhereToSave(const QString& name, const QList<CheckpointStore::EvidenceFile>& files) {
    auto* dialog = new QFileDialog(this, tr("Save into a new folder"), QString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, files](const QString& directory) { save(directory, files); });
    dialog->open();
}

void AuditPage::save(const QString& directory, const QList<CheckpointStore::EvidenceFile>& files) {
    if (writeBundle(directory, files))
        shell_.toasts().show(Tone::Ok, tr("Saved. custos-verify checks it on any computer."));
    else
        shell_.toasts().show(Tone::Bad,
                             tr("Not saved. Choose a new name in a folder that you may write to."));
}

} // namespace custos::ui
