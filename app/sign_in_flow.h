#pragma once

#include "models/domain/secret_bytes.h"
#include "models/domain/session.h"
#include "models/ports/clock.h"

#include <QObject>
#include <QPointer>

namespace custos {
class ConnectionMonitor;
class SessionGateway;
struct Enrolment;
} // namespace custos

namespace custos::ui {
class Gate;
class MainWindow;
class SignInScreen;
} // namespace custos::ui

namespace custos::app {

/// The screens before a session: password, then code; or an invitation, a password of one's own, the
/// authenticator's set-up. Each screen lives in the window until the next one takes its place; an answer for
/// a screen that is gone is dropped with it.
class SignInFlow : public QObject {
    Q_OBJECT
public:
    SignInFlow(ui::MainWindow& window, SessionGateway& gateway, ConnectionMonitor& monitor,
               const Clock& clock, const Enrolment& enrolment, QObject* parent = nullptr);

    void showSignIn();
    /// After a session that did not end by the person's own will.
    void showSignIn(const QString& title, const QString& sentence);

Q_SIGNALS:
    void otherEnrolmentRequested();

private:
    ui::SignInScreen* newSignIn();
    void showCode();
    void showInvitation();
    void chooseOwnPassword(const QString& password);
    void showSetUp(const InvitationOffer& offer);
    void acceptInvitation(const QString& code);
    void open(ui::Gate* screen);
    void showConnection(ui::Gate& screen);

    ui::MainWindow& window_;
    SessionGateway& gateway_;
    ConnectionMonitor& monitor_;
    const Clock& clock_;
    const QString practiceName_;
    const QString practiceCode_;
    QPointer<ui::Gate> screen_;
    QString username_;
    SecretBytes invitation_;
    SecretBytes ownPassword_;
    std::optional<InvitationOffer> offer_;
};

} // namespace custos::app
