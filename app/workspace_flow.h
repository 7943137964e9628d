#pragma once

#include "app/audit_guard.h"
#include "app/server_link.h"
#include "models/domain/parked_work.h"

#include <QPointer>
#include <QTimer>

class QSettings;

namespace custos::app {
struct Vault;
}

namespace custos::ui {
class Banner;
class CustosStyle;
class MainWindow;
class OpeningBlockNotice;
class SchedulePage;
class Workspace;
enum class Scheme;
} // namespace custos::ui

namespace custos::app {

/// The work of one signed-in person: builds the pages that they may see, keeps the frame around them up to
/// date, and takes all of it down at lock and sign-out, so that no record stays in memory behind a cover.
class WorkspaceFlow : public QObject {
    Q_OBJECT
public:
    WorkspaceFlow(ui::MainWindow& window, ServerLink& link, Vault& vault, ui::CustosStyle& style,
                  QSettings& settings, const Clock& clock);
    ~WorkspaceFlow() override;

    /// Comes back to the page that was open when the same person had it closed, and to what was unfinished.
    void open(const Session& session, ParkedWork unfinished = {});
    /// Gives what is unfinished. Nothing else of the work is left when it returns.
    [[nodiscard]] ParkedWork close();
    /// At the session's end: nothing of this person's is taken over by the next one's.
    void forget();
    [[nodiscard]] ui::Workspace* workspace() const;
    /// Null without a session, and for those who may see no checkpoint.
    [[nodiscard]] const AuditGuard* guard() const { return guard_.get(); }

Q_SIGNALS:
    void lockRequested();
    void signOutRequested();

private:
    void addPages(const Session& session);
    void goBack();
    void showConnection();
    void showCopy();
    void showBanner(ConnectionMonitor::State state);
    void showFailClosed(bool closed);
    void askToLiftBlock();
    void tick();
    void choose(ui::Scheme scheme);

    ui::MainWindow& window_;
    ServerLink& link_;
    Vault& vault_;
    std::unique_ptr<AuditGuard> guard_; ///< For as long as one person's session.
    ui::CustosStyle& style_;
    QSettings& settings_;
    const Clock& clock_;
    QPointer<ui::Workspace> workspace_;
    QPointer<ui::SchedulePage> schedule_;
    QPointer<ui::OpeningBlockNotice> openingBlockNotice_;
    QPointer<ui::Banner> banner_;
    std::optional<UserId> lastUser_;
    int lastPage_ = 0;
    QDate lastDate_;
    bool failedClosed_ = false;
    QTimer tick_;
};

} // namespace custos::app
