#include "app/workspace_flow.h"

#include "app/vault/vault.h"
#include "models/audit/ledger_values.h"
#include "models/tables/next_day_copy.h"
#include "ui/audit/audit_page.h"
#include "ui/fail_closed/fail_closed_page.h"
#include "ui/schedule/schedule_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening_block_dialog.h"
#include "ui/shell/opening_block_notice.h"
#include "ui/shell/workspace.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/role_text.h"

#include <QSettings>

namespace custos::app {

WorkspaceFlow::WorkspaceFlow(ui::MainWindow& window, ServerLink& link, Vault& vault, ui::CustosStyle& style,
                             QSettings& settings, const Clock& clock)
    : window_(window)
    , link_(link)
    , vault_(vault)
    , style_(style)
    , settings_(settings)
    , clock_(clock) {
    tick_.setInterval(1000);
    connect(&tick_, &QTimer::timeout, this, &WorkspaceFlow::tick);
    connect(&link_.monitor, &ConnectionMonitor::stateChanged, this, &WorkspaceFlow::showConnection);
    connect(&vault_.cache, &ScheduleCache::stateChanged, this, &WorkspaceFlow::showCopy);
    connect(&link_.api, &ApiClient::openingBlocked, this, &WorkspaceFlow::askToLiftBlock);
}

WorkspaceFlow::~WorkspaceFlow() = default;

ui::Workspace* WorkspaceFlow::workspace() const {
    return workspace_;
}

void WorkspaceFlow::open(const Session& session, ParkedWork unfinished) {
    const bool samePerson = lastUser_ == session.user.id;
    lastUser_ = session.user.id;
    auto* workspace = new ui::Workspace;
    workspace_ = workspace;
    workspace->setPerson(session.user.displayName, ui::rolesText(session.user.roles));
    openingBlockNotice_ = new ui::OpeningBlockNotice(*workspace);
    connect(&link_.api, &ApiClient::openingBlockNear, openingBlockNotice_, &ui::OpeningBlockNotice::warn);
    const auto log = ledgerOf(link_.enrolment);
    if (!guard_ && log && session.user.may(u"audit.checkpoint"))
        guard_ = std::make_unique<AuditGuard>(*log, link_, vault_, clock_);
    addPages(session);
    if (samePerson)
        goBack();
    if (schedule_)
        schedule_->resume(std::move(unfinished));
    connect(workspace, &ui::Workspace::lockRequested, this, &WorkspaceFlow::lockRequested);
    connect(workspace, &ui::Workspace::signOutRequested, this, &WorkspaceFlow::signOutRequested);
    connect(workspace, &ui::Workspace::schemeChosen, this, &WorkspaceFlow::choose);
    connect(workspace, &ui::Workspace::pageOpened, this, [this](int page) { lastPage_ = page; });
    window_.setScreen(workspace);
    showConnection();
    showCopy();
    if (guard_)
        guard_->watch(workspace);
    tick();
    tick_.start();
}

ParkedWork WorkspaceFlow::close() {
    tick_.stop();
    failedClosed_ = false;
    if (guard_)
        guard_->rest();
    link_.api.refuseBlocked();
    if (!workspace_)
        return {};
    lastDate_ = schedule_ ? schedule_->day().date() : QDate();
    ParkedWork unfinished = schedule_ ? schedule_->putAway() : ParkedWork();
    // Now, not when the event loop comes round: the records go before whoever locked looks away.
    delete workspace_;
    window_.setScreen(new QWidget);
    return unfinished;
}

void WorkspaceFlow::forget() {
    (void)close();
    guard_.reset();
}

void WorkspaceFlow::addPages(const Session& session) {
    if (session.user.may(u"schedule.read")) {
        const ui::SchedulePage::Sources sources{link_.schedule, link_.patients, vault_.cache, link_.monitor,
                                                clock_};
        schedule_ = new ui::SchedulePage(sources, session, *workspace_);
        workspace_->addPage(schedule_->page());
        new NextDayCopy({link_.schedule, vault_.cache, clock_}, session.practice.zone, workspace_);
    }
    if (guard_ && session.user.may(u"audit.read")) {
        auto* audit = new ui::AuditPage({link_.audit, guard_->proof(), clock_}, session, *workspace_);
        workspace_->addPage(audit->page());
    }
}

void WorkspaceFlow::goBack() {
    workspace_->openPage(lastPage_);
    if (schedule_ && lastDate_.isValid())
        schedule_->showDate(lastDate_);
}

void WorkspaceFlow::tick() {
    if (!workspace_)
        return;
    workspace_->setSessionLeft(link_.session.left());
    workspace_->setNow(clock_.now());
}

void WorkspaceFlow::showConnection() {
    if (!workspace_)
        return;
    const ConnectionMonitor& monitor = link_.monitor;
    workspace_->setConnection(
        {monitor.state(), monitor.host(), monitor.pinnedFingerprint(), monitor.lastAnswer()});
    showBanner(monitor.state());
    showFailClosed(monitor.state() == ConnectionMonitor::State::AuditRefused);
}

void WorkspaceFlow::showCopy() {
    if (workspace_)
        workspace_->setOnlineOnly(vault_.cache.state() == ScheduleCache::State::Impossible);
}

/// Being offline is the open page's to say: it knows what of it still holds.
void WorkspaceFlow::showBanner(ConnectionMonitor::State state) {
    if (banner_) {
        workspace_->removeBanner(banner_);
        banner_ = nullptr;
    }
    if (state == ConnectionMonitor::State::WrongServer)
        banner_ =
            new ui::Banner(ui::Tone::Bad, ui::Icon::Warn,
                           tr("The server’s certificate changed. Custos has stopped sending data. Call the "
                              "practice owner before you go on."));
    if (banner_)
        workspace_->addBanner(banner_);
}

void WorkspaceFlow::showFailClosed(bool closed) {
    if (std::exchange(failedClosed_, closed) == closed)
        return;
    if (!closed)
        return workspace_->restorePages();
    const Session& session = *link_.session.session();
    const QTimeZone& zone = session.practice.zone;
    const QDateTime now = clock_.now().toTimeZone(zone);
    workspace_->replacePages(new ui::FailClosedPage(now, session.absoluteExpiry.toTimeZone(zone)),
                             ui::newFailClosedTitle(now.date()));
}

void WorkspaceFlow::askToLiftBlock() {
    if (!workspace_)
        return link_.api.refuseBlocked();
    openingBlockNotice_->withdraw();
    auto* dialog = new ui::OpeningBlockDialog(*workspace_);
    connect(dialog, &ui::OpeningBlockDialog::codeEntered, this, [this, dialog](const QString& code) {
        link_.session.liftOpeningBlock(code).then(dialog,
                                                  [this, dialog](const Result<Done, Problem>& lifted) {
                                                      if (!lifted)
                                                          return dialog->showProblem(lifted.error());
                                                      link_.api.repeatBlocked();
                                                      dialog->close();
                                                  });
    });
    connect(dialog, &ui::Dialog::closed, this, [this] { link_.api.refuseBlocked(); });
    dialog->open();
    dialog->setFocus(Qt::OtherFocusReason);
}

void WorkspaceFlow::choose(ui::Scheme scheme) {
    settings_.setValue(QStringLiteral("scheme"),
                       scheme == ui::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    style_.setTheme(ui::Theme(scheme, style_.theme().scalePercent()));
}

} // namespace custos::app
