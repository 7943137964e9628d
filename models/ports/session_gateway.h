#pragma once

#include "models/domain/problem.h"
#include "models/domain/session.h"

#include <QObject>

namespace custos {

/// Getting in, staying in, getting out. Lives on the GUI thread. Passwords are passed on and forgotten; the
/// token never leaves the implementation.
class SessionGateway : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual Reply<SecondFactor> signIn(const QString& username, const QString& password) = 0;
    [[nodiscard]] virtual Reply<Session> answerTotp(const QString& code) = 0;
    [[nodiscard]] virtual Reply<Session> answerRecovery(const QString& code) = 0;
    /// The person has turned away before there was a session: no answer that is still to come opens one, and
    /// one that the server has made all the same is ended there. Safe to repeat.
    virtual void cancelSignIn() = 0;
    [[nodiscard]] virtual Reply<InvitationOffer> openInvitation(const QString& invitation) = 0;
    /// Gives the eight recovery codes, shown once.
    [[nodiscard]] virtual Reply<QStringList>
    acceptInvitation(const QString& invitation, const QString& password, const QString& code) = 0;
    /// Says `locked` before it returns, then tells the server; the session lives on. Safe to repeat.
    virtual void lock() = 0;
    [[nodiscard]] virtual Reply<Done> unlock(const QString& password) = 0;
    /// Shows a code of the authenticator, by which one's own block on opening patients is lifted, once.
    [[nodiscard]] virtual Reply<Done> liftOpeningBlock(const QString& code) = 0;
    [[nodiscard]] virtual Reply<Done> signOut() = 0;
    /// The person did something: the next request counts as activity. Nothing of it while it is locked, where
    /// nobody knows who it was.
    virtual void noteActivity() = 0;

Q_SIGNALS:
    /// By key, idleness, screen lock or suspend: cover everything now. PHI and the cache key go with it.
    void locked();
    void unlocked();
    /// The session is over, whoever ended it. Everything of it is wiped already.
    void ended();
};

} // namespace custos
