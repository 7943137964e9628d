#include "app/practice_desk.h"

#include "app/first_paint.h"
#include "ui/lock/lock_screen.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QClipboard>

namespace custos::app {

PracticeDesk::PracticeDesk(const Enrolment& enrolment, TrustedServer server, ui::MainWindow& window,
                           ui::CustosStyle& style, QSettings& settings, const QString& dataDirectory,
                           const Clock& clock)
    : window_(window)
    , clock_(clock)
    , link_(enrolment, std::move(server), clock)
    , vault_(dataDirectory, enrolment, clock)
    , clipboard_(*QGuiApplication::clipboard())
    , idle_(*qApp, clock)
    , signIn_(window, link_.session, link_.monitor, clock, enrolment)
    , work_(window, link_, vault_, style, settings, clock) {
    connect(&signIn_, &SignInFlow::otherEnrolmentRequested, this, &PracticeDesk::otherEnrolmentRequested);
    connect(&work_, &WorkspaceFlow::lockRequested, &link_.session, &SessionGateway::lock);
    connect(&work_, &WorkspaceFlow::signOutRequested, this, [this] { (void)link_.session.signOut(); });
    followSession();
    signIn_.showSignIn();
    if (window_.isVisible())
        goOn();
    else
        connect(new FirstPaint(window_), &FirstPaint::painted, this, &PracticeDesk::goOn);
}

/// What the first paint need not wait for.
void PracticeDesk::goOn() {
    desktop_ = std::make_unique<DesktopLockWatch>();
    connect(desktop_.get(), &DesktopLockWatch::away, &link_.session, &SessionGateway::lock);
    // While the person types, the handshake is made; it is checked like any other.
    link_.http.connectAhead();
    link_.monitor.probeNow();
}

PracticeDesk::~PracticeDesk() {
    delete lock_;
}

void PracticeDesk::followSession() {
    LiveSession& session = link_.session;
    connect(&session, &LiveSession::cacheShareReleased, this, &PracticeDesk::takeShare);
    connect(&session, &LiveSession::began, this, &PracticeDesk::beginWork);
    connect(&session, &SessionGateway::locked, this, &PracticeDesk::cover);
    connect(&session, &SessionGateway::unlocked, this, &PracticeDesk::uncover);
    connect(&session, &SessionGateway::ended, this, &PracticeDesk::leave);
    connect(&link_.events, &EventStream::sessionEnded, &link_.session, [this] {
        // The next call finds out, and the session ends as it does whenever the server says so.
        (void)link_.api.ask({.path = QStringLiteral("/v1/session")});
    });
    connect(&session, &LiveSession::tokenRenewed, &link_.events, &EventStream::renew);
    connect(&idle_, &IdleWatch::acted, &session, &SessionGateway::noteActivity);
    connect(&idle_, &IdleWatch::idled, this, [this](std::chrono::seconds since) {
        idleFor_ = since;
        link_.session.lock();
    });
}

void PracticeDesk::takeShare() {
    const Session& session = *link_.session.session();
    SecretBytes share = link_.session.takeCacheShare();
    parked_.takeShare(share.view());
    vault_.cache.open({session.user.id, session.practice.zone}, std::move(share));
}

void PracticeDesk::beginWork() {
    newLockScreen();
    idle_.watch(std::chrono::seconds(link_.session.session()->practice.idleLockSeconds));
    link_.events.start();
    work_.open(*link_.session.session());
}

void PracticeDesk::newLockScreen() {
    delete lock_;
    lock_ = new ui::LockScreen(window_, clock_);
    connect(lock_, &ui::LockScreen::unlockRequested, this, &PracticeDesk::unlock);
    const auto signOut = [this] { (void)link_.session.signOut(); };
    connect(lock_, &ui::LockScreen::switchUserRequested, this, signOut);
    connect(lock_, &ui::LockScreen::signOutRequested, this, signOut);
}

void PracticeDesk::cover() {
    lock_->cover(*link_.session.session(), std::exchange(idleFor_, std::nullopt));
    lock_->setConnection(link_.monitor.state(), link_.monitor.host(),
                         link_.monitor.pinnedFingerprint().split(u' '));
    idle_.watch(std::chrono::seconds::zero());
    clipboard_.clearNow();
    link_.events.stop();
    const ParkedWork unfinished = work_.close();
    lock_->setKept(unfinished.count());
    parked_.seal(unfinished);
    vault_.cache.close();
    link_.api.dropCalls();
    link_.http.disconnectAll();
}

void PracticeDesk::unlock(const QString& password) {
    lock_->setBusy();
    link_.session.unlock(password).then(lock_, [this](const Result<Done, Problem>& opened) {
        if (!opened)
            lock_->showProblem(opened.error());
    });
}

void PracticeDesk::uncover() {
    work_.open(*link_.session.session(), parked_.open());
    lock_->uncover();
    idle_.watch(std::chrono::seconds(link_.session.session()->practice.idleLockSeconds));
    link_.events.start();
}

void PracticeDesk::leave() {
    idle_.watch(std::chrono::seconds::zero());
    clipboard_.clearNow();
    link_.events.stop();
    work_.forget();
    parked_.destroy();
    vault_.cache.destroy();
    link_.http.disconnectAll();
    switch (link_.session.lastEnd()) {
    case LiveSession::End::SignedOut:
        signIn_.showSignIn();
        break;
    case LiveSession::End::Expired:
        signIn_.showSignIn(tr("Your session has ended"), tr("A session lasts 12 hours. Sign in to go on."));
        break;
    case LiveSession::End::EndedByServer:
        signIn_.showSignIn(tr("Your session has ended"),
                           tr("It was idle for too long, or it was ended elsewhere. Sign in to go on."));
        break;
    }
    lock_->discard();
    lock_->deleteLater();
    lock_ = nullptr;
}

} // namespace custos::app
