#pragma once

#include "app/server_link.h"
#include "app/session/clipboard_guard.h"
#include "app/session/desktop_lock_watch.h"
#include "app/session/idle_watch.h"
#include "app/sign_in_flow.h"
#include "app/vault/sealed_work.h"
#include "app/vault/vault.h"
#include "app/workspace_flow.h"

namespace custos::ui {
class CustosStyle;
class LockScreen;
class MainWindow;
} // namespace custos::ui

namespace custos::app {

/// One enrolled practice on this computer: the way in, the work, the lock, the way out.
class PracticeDesk : public QObject {
    Q_OBJECT
public:
    PracticeDesk(const Enrolment& enrolment, TrustedServer server, ui::MainWindow& window,
                 ui::CustosStyle& style, QSettings& settings, const QString& dataDirectory,
                 const Clock& clock);
    ~PracticeDesk() override;

    [[nodiscard]] ServerLink& link() { return link_; }
    [[nodiscard]] const WorkspaceFlow& work() const { return work_; }
    /// A person has just accepted this enrolment (`FileCheckpointStore`).
    void leaveAlarm() { vault_.checkpoints.leaveAlarm(); }

Q_SIGNALS:
    void otherEnrolmentRequested();

private:
    void followSession();
    void goOn();
    void takeShare();
    void beginWork();
    void cover();
    void uncover();
    void leave();
    void unlock(const QString& password);
    void newLockScreen();

    ui::MainWindow& window_;
    const Clock& clock_;
    ServerLink link_;
    Vault vault_;
    SealedWork parked_;
    ClipboardGuard clipboard_;
    IdleWatch idle_;
    std::unique_ptr<DesktopLockWatch> desktop_; ///< After the first paint: it asks the buses.
    SignInFlow signIn_;
    WorkspaceFlow work_;
    ui::LockScreen* lock_ = nullptr; ///< Owned by the window.
    std::optional<std::chrono::seconds> idleFor_;
};

} // namespace custos::app
