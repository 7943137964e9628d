#include "app/session/live_session.h"

#include "app/net/api_client.h"

namespace custos::app {
namespace {

using Verb = HttpRequest::Verb;
using namespace std::chrono_literals;

constexpr auto longestSession = 12h;
/// Often enough that somebody who only reads, without a request, is not signed out by the server's 30 min.
/// Told when they act, because a moment later it would not be known whether they are still there.
constexpr auto keepAliveEvery = 4min;
/// A server that is away must not keep anybody from leaving.
constexpr auto signOutPatience = 3s;

unexpected<Problem> refusal(Problem::Kind kind) {
    return unexpected<Problem>(Problem{.kind = kind});
}

} // namespace

LiveSession::LiveSession(ApiClient& api, const Clock& clock, QString practiceCode, QString deviceName,
                         QObject* parent)
    : SessionGateway(parent)
    , api_(api)
    , clock_(clock)
    , practiceCode_(std::move(practiceCode))
    , deviceName_(std::move(deviceName)) {
    tick_.setInterval(1s);
    connect(&tick_, &QTimer::timeout, this, &LiveSession::onTick);
    connect(&api_, &ApiClient::sessionLost, this, [this] { finish(End::EndedByServer); });
}

std::chrono::seconds LiveSession::left() const {
    if (!session_)
        return 0s;
    return std::max(0s, std::chrono::duration_cast<std::chrono::seconds>(deadline_ - clock_.uptime()));
}

Reply<SecondFactor> LiveSession::signIn(const QString& username, const QString& password) {
    if (session_)
        return readyReply<SecondFactor>(refusal(Problem::Kind::Forbidden));
    cancelSignIn();
    return api_
        .ask({.verb = Verb::Post,
              .path = QStringLiteral("/v1/sign-in"),
              .body = wire::signInBody(practiceCode_, username, password),
              .inSession = false},
             &wire::challengeIssued)
        .then(this,
              [this, signIn = signIn_](
                  const Result<wire::ChallengeIssued, Problem>& issued) -> Result<SecondFactor, Problem> {
                  if (!issued)
                      return unexpected<Problem>(issued.error());
                  if (signIn != signIn_)
                      return refusal(Problem::Kind::Cancelled);
                  challenge_ = issued->challenge;
                  state_ = State::AwaitingCode;
                  return issued->next;
              });
}

void LiveSession::cancelSignIn() {
    if (session_)
        return;
    ++signIn_;
    challenge_.clear();
    state_ = State::SignedOut;
}

Reply<Session> LiveSession::answerTotp(const QString& code) {
    return answer(QStringLiteral("/v1/sign-in/totp"), code);
}

Reply<Session> LiveSession::answerRecovery(const QString& code) {
    return answer(QStringLiteral("/v1/sign-in/recovery"), code);
}

Reply<Session> LiveSession::answer(const QString& path, const QString& code) {
    if (state_ != State::AwaitingCode)
        return readyReply<Session>(refusal(Problem::Kind::Unauthenticated));
    return api_
        .ask({.verb = Verb::Post,
              .path = path,
              .body = wire::secondFactorBody(challenge_, code, deviceName_),
              .inSession = false})
        .then(this, [this, signIn = signIn_](const ApiClient::JsonResult& json) {
            return begin(json ? wire::signedIn(*json)
                              : Result<wire::SignedIn, Problem>(unexpected<Problem>(json.error())),
                         signIn);
        });
}

Result<Session, Problem> LiveSession::begin(Result<wire::SignedIn, Problem> signedIn, quint64 signIn) {
    if (!signedIn)
        return unexpected<Problem>(signedIn.error());
    // A second answer to one code, or one that comes after its person has turned away: nobody takes the
    // session, which would live on at the server.
    if (signIn != signIn_) {
        (void)api_.tellAs(signedIn->token,
                          {.verb = Verb::Delete, .path = QStringLiteral("/v1/session"), .inSession = false});
        return refusal(Problem::Kind::Cancelled);
    }
    ++signIn_;
    challenge_.clear();
    session_ = std::move(signedIn->session);
    state_ = State::Active;
    setExpiry(session_->absoluteExpiry);
    api_.beginSession(std::move(signedIn->token));
    tick_.start();
    keptAlive_ = clock_.uptime();
    release(std::move(signedIn->cacheShare));
    Q_EMIT began();
    return *session_;
}

void LiveSession::setExpiry(const QDateTime& absoluteExpiry) {
    // A wall clock that is wrong makes this too long or nothing: never more than the rule, and where it
    // makes no sense the rule itself. The server ends the session in any case.
    const auto told = std::chrono::milliseconds(clock_.now().msecsTo(absoluteExpiry));
    const std::chrono::milliseconds most = longestSession;
    deadline_ = clock_.uptime() + (told > 0ms ? std::min(told, most) : most);
}

void LiveSession::release(SecretBytes cacheShare) {
    cacheShare_ = std::move(cacheShare);
    Q_EMIT cacheShareReleased();
    cacheShare_.wipe();
}

Reply<InvitationOffer> LiveSession::openInvitation(const QString& invitation) {
    return api_.ask({.verb = Verb::Post,
                     .path = QStringLiteral("/v1/invitations/open"),
                     .body = wire::invitationBody(invitation),
                     .inSession = false},
                    &wire::invitationOffer);
}

Reply<QStringList> LiveSession::acceptInvitation(const QString& invitation, const QString& password,
                                                 const QString& code) {
    return api_.ask({.verb = Verb::Post,
                     .path = QStringLiteral("/v1/invitations/accept"),
                     .body = wire::acceptanceBody(invitation, password, code),
                     .inSession = false},
                    &wire::recoveryCodes);
}

void LiveSession::lock() {
    if (state_ != State::Active)
        return;
    state_ = State::Locked;
    cacheShare_.wipe();
    Q_EMIT locked();
    // Recorded where it can be; that this screen is covered does not depend on it.
    (void)api_.tell({.verb = Verb::Post, .path = QStringLiteral("/v1/session/lock")});
}

Reply<Done> LiveSession::unlock(const QString& password) {
    if (state_ != State::Locked)
        return readyReply<Done>(refusal(Problem::Kind::Unauthenticated));
    return api_
        .ask({.verb = Verb::Post,
              .path = QStringLiteral("/v1/session/unlock"),
              .body = wire::unlockBody(password)})
        .then(this, [this](const ApiClient::JsonResult& json) {
            return reopen(json ? wire::unlocked(*json)
                               : Result<wire::Unlocked, Problem>(unexpected<Problem>(json.error())));
        });
}

Result<Done, Problem> LiveSession::reopen(Result<wire::Unlocked, Problem> unlocked_) {
    if (!unlocked_)
        return unexpected<Problem>(unlocked_.error());
    if (state_ != State::Locked)
        return refusal(Problem::Kind::Cancelled);
    state_ = State::Active;
    api_.noteActivity();
    release(std::move(unlocked_->cacheShare));
    Q_EMIT unlocked();
    return Done();
}

Reply<Done> LiveSession::liftOpeningBlock(const QString& code) {
    if (state_ != State::Active)
        return readyReply<Done>(refusal(Problem::Kind::Unauthenticated));
    return api_
        .ask({.verb = Verb::Post,
              .path = QStringLiteral("/v1/session/step-up"),
              .body = wire::stepUpBody(code)})
        .then(this,
              [this](const ApiClient::JsonResult& json) {
                  return renew(json ? wire::steppedUp(*json)
                                    : Result<wire::SteppedUp, Problem>(unexpected<Problem>(json.error())));
              })
        .then(this,
              [this](const Result<Done, Problem>& renewed) {
                  return renewed ? api_.tell(
                                       {.verb = Verb::Post, .path = QStringLiteral("/v1/session/lift-block")})
                                 : readyReply<Done>(renewed);
              })
        .unwrap();
}

Result<Done, Problem> LiveSession::renew(Result<wire::SteppedUp, Problem> steppedUp) {
    if (!steppedUp)
        return unexpected<Problem>(steppedUp.error());
    api_.renewToken(std::move(steppedUp->token));
    api_.noteActivity();
    Q_EMIT tokenRenewed();
    return Done();
}

Reply<Done> LiveSession::signOut() {
    if (!session_)
        return readyReply<Done>(Done());
    // When its time is up the call under way is dropped with the session.
    QTimer::singleShot(signOutPatience, this, [this, deadline = deadline_] {
        if (session_ && deadline == deadline_)
            finish(End::SignedOut);
    });
    return api_.tell({.verb = Verb::Delete, .path = QStringLiteral("/v1/session")})
        .then(this, [this](const Result<Done, Problem>& told) {
            finish(End::SignedOut);
            return told;
        });
}

/// Who types at the lock screen is not known until the password was right.
void LiveSession::noteActivity() {
    if (state_ != State::Active)
        return;
    api_.noteActivity();
    if (clock_.uptime() - keptAlive_ < keepAliveEvery)
        return;
    keptAlive_ = clock_.uptime();
    (void)api_.ask({.path = QStringLiteral("/v1/session")}, &wire::sessionState);
}

void LiveSession::onTick() {
    if (left() == 0s)
        finish(End::Expired);
}

void LiveSession::finish(End end) {
    if (!session_)
        return;
    tick_.stop();
    state_ = State::SignedOut;
    lastEnd_ = end;
    session_.reset();
    cacheShare_.wipe();
    api_.endSession();
    Q_EMIT ended();
}

} // namespace custos::app
