#pragma once

#include "models/domain/secret_bytes.h"
#include "models/ports/clock.h"
#include "models/ports/session_gateway.h"
#include "models/wire/session_json.h"

#include <QTimer>

#include <optional>

namespace custos::app {

class ApiClient;

/// The one session of this program, from the first password to its end.
///
///     SignedOut <-> AwaitingCode -> Active <-> Locked -> SignedOut
///
/// The server decides how long a session lives; this only never shows one for longer, counting by a clock
/// that includes suspend and cannot be set back. While locked, the bearer token alone is kept (in ApiClient).
class LiveSession final : public SessionGateway {
    Q_OBJECT
public:
    enum class State { SignedOut, AwaitingCode, Active, Locked };
    enum class End { SignedOut, Expired, EndedByServer };

    LiveSession(ApiClient& api, const Clock& clock, QString practiceCode, QString deviceName,
                QObject* parent = nullptr);

    [[nodiscard]] State state() const { return state_; }
    /// Who is signed in; nothing before and after.
    [[nodiscard]] const std::optional<Session>& session() const { return session_; }
    /// What is left of the absolute 12 hours; zero without a session.
    [[nodiscard]] std::chrono::seconds left() const;
    [[nodiscard]] End lastEnd() const { return lastEnd_; }
    /// The server's share of the cache key, once after each `cacheShareReleased`.
    [[nodiscard]] SecretBytes takeCacheShare() { return std::move(cacheShare_); }

    [[nodiscard]] Reply<SecondFactor> signIn(const QString& username, const QString& password) override;
    [[nodiscard]] Reply<Session> answerTotp(const QString& code) override;
    [[nodiscard]] Reply<Session> answerRecovery(const QString& code) override;
    void cancelSignIn() override;
    [[nodiscard]] Reply<InvitationOffer> openInvitation(const QString& invitation) override;
    [[nodiscard]] Reply<QStringList> acceptInvitation(const QString& invitation, const QString& password,
                                                      const QString& code) override;
    void lock() override;
    [[nodiscard]] Reply<Done> unlock(const QString& password) override;
    [[nodiscard]] Reply<Done> liftOpeningBlock(const QString& code) override;
    [[nodiscard]] Reply<Done> signOut() override;
    void noteActivity() override;

Q_SIGNALS:
    void began();
    void cacheShareReleased();
    /// The session goes on under another token: whatever holds a connection of its own makes it anew.
    void tokenRenewed();

private:
    [[nodiscard]] Reply<Session> answer(const QString& path, const QString& code);
    [[nodiscard]] Result<Session, Problem> begin(Result<wire::SignedIn, Problem> signedIn, quint64 signIn);
    [[nodiscard]] Result<Done, Problem> renew(Result<wire::SteppedUp, Problem> steppedUp);
    [[nodiscard]] Result<Done, Problem> reopen(Result<wire::Unlocked, Problem> unlocked);
    void setExpiry(const QDateTime& absoluteExpiry);
    void release(SecretBytes cacheShare);
    void onTick();
    void finish(End end);

    ApiClient& api_;
    const Clock& clock_;
    const QString practiceCode_;
    const QString deviceName_;
    State state_ = State::SignedOut;
    End lastEnd_ = End::SignedOut;
    /// Rises with each first password, and when its person turns away or is in: an answer to what was sent
    /// before is nobody's.
    quint64 signIn_ = 0;
    QString challenge_;
    std::optional<Session> session_;
    SecretBytes cacheShare_;
    std::chrono::milliseconds deadline_{};  ///< uptime at which the session is over, whatever the server says
    std::chrono::milliseconds keptAlive_{}; ///< uptime at which a call was last made for that alone
    QTimer tick_;
};

} // namespace custos::app
