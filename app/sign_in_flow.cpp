#include "app/sign_in_flow.h"

#include "models/domain/enrolment.h"
#include "models/ports/connection_monitor.h"
#include "models/ports/session_gateway.h"
#include "ui/shell/main_window.h"
#include "ui/sign_in/code_screen.h"
#include "ui/sign_in/invitation_screen.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/sign_in/totp_enrolment_screen.h"

namespace custos::app {

SignInFlow::SignInFlow(ui::MainWindow& window, SessionGateway& gateway, ConnectionMonitor& monitor,
                       const Clock& clock, const Enrolment& enrolment, QObject* parent)
    : QObject(parent)
    , window_(window)
    , gateway_(gateway)
    , monitor_(monitor)
    , clock_(clock)
    , practiceName_(enrolment.practiceName)
    , practiceCode_(enrolment.practiceCode) {
    connect(&monitor_, &ConnectionMonitor::stateChanged, this, [this] {
        if (screen_)
            showConnection(*screen_);
    });
}

void SignInFlow::open(ui::Gate* screen) {
    screen_ = screen;
    showConnection(*screen);
    window_.setScreen(screen);
}

void SignInFlow::showConnection(ui::Gate& screen) {
    screen.setConnection(monitor_.state(), monitor_.host(), monitor_.pinnedFingerprint().split(u' '));
}

void SignInFlow::showSignIn() {
    open(newSignIn());
}

void SignInFlow::showSignIn(const QString& title, const QString& sentence) {
    ui::SignInScreen* screen = newSignIn();
    screen->showInformation(title, sentence);
    open(screen);
}

ui::SignInScreen* SignInFlow::newSignIn() {
    auto* screen = new ui::SignInScreen(practiceName_);
    if (!username_.isEmpty())
        screen->setUsername(username_);
    connect(screen, &ui::SignInScreen::invitationRequested, this, [this] {
        gateway_.cancelSignIn();
        showInvitation();
    });
    connect(screen, &ui::SignInScreen::otherEnrolmentRequested, this, [this] {
        gateway_.cancelSignIn();
        Q_EMIT otherEnrolmentRequested();
    });
    connect(screen, &ui::SignInScreen::signInRequested, this,
            [this, screen](const QString& username, const QString& password) {
                username_ = username;
                screen->setBusy();
                gateway_.signIn(username, password)
                    .then(screen, [this, screen](const Result<SecondFactor, Problem>& next) {
                        if (next)
                            showCode();
                        else
                            screen->showProblem(next.error());
                    });
            });
    return screen;
}

void SignInFlow::showCode() {
    auto* screen = new ui::CodeScreen(practiceName_, username_, clock_);
    // Success needs no answer here: whoever shows the work hears that the session began.
    const auto show = [screen](const Result<Session, Problem>& session) {
        if (!session)
            screen->showProblem(session.error());
    };
    connect(screen, &ui::CodeScreen::codeEntered, this, [this, screen, show](const QString& code) {
        screen->setBusy();
        gateway_.answerTotp(code).then(screen, show);
    });
    connect(screen, &ui::CodeScreen::recoveryCodeEntered, this, [this, screen, show](const QString& code) {
        screen->setBusy();
        gateway_.answerRecovery(code).then(screen, show);
    });
    connect(screen, &ui::CodeScreen::backRequested, this, [this] {
        gateway_.cancelSignIn();
        showSignIn();
    });
    open(screen);
}

void SignInFlow::showInvitation() {
    auto* screen = new ui::InvitationScreen(practiceName_, practiceCode_);
    connect(screen, &ui::InvitationScreen::backRequested, this, qOverload<>(&SignInFlow::showSignIn));
    connect(screen, &ui::InvitationScreen::passwordChosen, this, &SignInFlow::chooseOwnPassword);
    connect(screen, &ui::InvitationScreen::invitationEntered, this,
            [this, screen](const QString& invitation) {
                invitation_ = SecretBytes::take(invitation.trimmed().toUtf8());
                screen->setBusy();
                gateway_.openInvitation(invitation.trimmed())
                    .then(screen, [this, screen](const Result<InvitationOffer, Problem>& offer) {
                        if (!offer)
                            return screen->showProblem(offer.error());
                        offer_ = *offer;
                        screen->askPassword(*offer);
                    });
            });
    open(screen);
}

void SignInFlow::chooseOwnPassword(const QString& password) {
    ownPassword_ = SecretBytes::take(password.toUtf8());
    if (const auto offer = std::exchange(offer_, std::nullopt))
        showSetUp(*offer);
}

void SignInFlow::showSetUp(const InvitationOffer& offer) {
    auto* screen = new ui::TotpEnrolmentScreen(offer);
    username_ = offer.username;
    connect(screen, &ui::TotpEnrolmentScreen::codeEntered, this, &SignInFlow::acceptInvitation);
    const auto leave = [this] {
        invitation_.wipe();
        ownPassword_.wipe();
        showSignIn();
    };
    connect(screen, &ui::TotpEnrolmentScreen::cancelled, this, leave);
    connect(screen, &ui::TotpEnrolmentScreen::finished, this, leave);
    open(screen);
}

void SignInFlow::acceptInvitation(const QString& code) {
    auto* screen = qobject_cast<ui::TotpEnrolmentScreen*>(screen_.data());
    if (!screen)
        return;
    screen->setBusy();
    gateway_
        .acceptInvitation(QString::fromUtf8(invitation_.view()), QString::fromUtf8(ownPassword_.view()), code)
        .then(screen, [screen](const Result<QStringList, Problem>& codes) {
            if (codes)
                screen->showRecoveryCodes(*codes);
            else
                screen->showProblem(codes.error());
        });
}

} // namespace custos::app
