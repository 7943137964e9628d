#include "app/net/api_client.h"
#include "app/net/pinned_http.h"
#include "app/session/live_session.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/scripted_api.h"
#include "tests/app/support/settled.h"

#include <QSignalSpy>
#include <QTest>

namespace custos::app {
namespace {

using test::ScriptedApi;
using test::settled;
using State = LiveSession::State;
using namespace std::chrono_literals;

struct Desk {
    ScriptedApi server;
    test::ManualClock clock;
    PinnedHttp http{server.trusted()};
    ApiClient api{http, clock};
    LiveSession session{api, clock, QStringLiteral("exemplar"), QStringLiteral("reception-1")};
    QSignalSpy locked{&session, &SessionGateway::locked};
    QSignalSpy unlocked{&session, &SessionGateway::unlocked};
    QSignalSpy ended{&session, &SessionGateway::ended};

    Desk() { server.scriptSession(); }
    void signIn() {
        if (!settled(session.signIn(QStringLiteral("s.testerman"), QStringLiteral("not a password"))) ||
            !settled(session.answerTotp(QStringLiteral("012345"))))
            qFatal("could not sign in");
    }
    /// A right code that the server has taken, and whose answer is on its way.
    Reply<Session> answerUnheard() {
        server.withhold("POST /v1/sign-in/totp");
        if (!settled(session.signIn(QStringLiteral("s.testerman"), QStringLiteral("not a password"))))
            qFatal("no challenge");
        auto late = session.answerTotp(QStringLiteral("012345"));
        if (!QTest::qWaitFor([&] { return server.count("POST /v1/sign-in/totp") == 1; }))
            qFatal("no code was sent");
        return late;
    }
};

QJsonObject stepUpResult() {
    return {{QStringLiteral("token"), QString(43, u'f')},
            {QStringLiteral("fresh_until"), QStringLiteral("2026-11-23T15:05:00Z")},
            {QStringLiteral("absolute_expiry"), QStringLiteral("2026-11-24T03:00:00Z")},
            {QStringLiteral("idle_seconds"), 1800}};
}

} // namespace

class TestLiveSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void signsInByPasswordAndCode() {
        Desk desk;
        QByteArray share;
        connect(&desk.session, &LiveSession::cacheShareReleased, this,
                [&] { share = desk.session.takeCacheShare().view().toByteArray(); });
        desk.signIn();
        QCOMPARE(desk.session.state(), State::Active);
        QCOMPARE(desk.session.session()->user.displayName, QStringLiteral("Silas Testerman"));
        QCOMPARE(share, QByteArray(32, 's'));
        QCOMPARE(desk.session.left(), 12h);
        QVERIFY(desk.server.requests().first().body.contains("\"exemplar\""));
        QVERIFY(desk.server.requests().last().body.contains("\"reception-1\""));
        QVERIFY(desk.server.requests().last().header("Authorization").isEmpty());
    }

    void answersNoCodeBeforeAPassword() {
        Desk desk;
        QCOMPARE(settled(desk.session.answerTotp(QStringLiteral("012345"))).error().kind,
                 Problem::Kind::Unauthenticated);
        QVERIFY(desk.server.requests().isEmpty());
    }

    void opensNothingForWhoHasGoneBack() {
        Desk desk;
        QSignalSpy began(&desk.session, &LiveSession::began);
        auto late = desk.answerUnheard();
        desk.session.cancelSignIn();
        QCOMPARE(desk.session.state(), State::SignedOut);
        desk.server.letGo();
        QCOMPARE(settled(late).error().kind, Problem::Kind::Cancelled);
        QTRY_COMPARE(desk.server.count("DELETE /v1/session"), 1);
        QCOMPARE(desk.server.requests().last().header("Authorization"), "Bearer " + QByteArray(43, 't'));
        QCOMPARE(began.size(), 0);
        QCOMPARE(desk.session.state(), State::SignedOut);
        QVERIFY(!desk.api.hasSession());
        QVERIFY(!settled(desk.session.answerTotp(QStringLiteral("012345"))).has_value());
        QCOMPARE(desk.server.count("POST /v1/sign-in/totp"), 1);
    }

    void givesTheNextPersonNoSessionOfTheOneBefore() {
        Desk desk;
        QSignalSpy began(&desk.session, &LiveSession::began);
        auto late = desk.answerUnheard();
        desk.session.cancelSignIn();
        desk.server.scriptSession(QString(43, u'n'));
        QVERIFY(settled(desk.session.signIn(QStringLiteral("next"), QStringLiteral("x"))).has_value());
        desk.server.letGo();
        QCOMPARE(settled(late).error().kind, Problem::Kind::Cancelled);
        QCOMPARE(began.size(), 0);
        QCOMPARE(desk.session.state(), State::AwaitingCode);
        QTRY_COMPARE(desk.server.count("DELETE /v1/session"), 1);
        QCOMPARE(desk.server.requests().last().header("Authorization"), "Bearer " + QByteArray(43, 't'));
        QVERIFY(settled(desk.session.answerTotp(QStringLiteral("543210"))).has_value());
        QCOMPARE(began.size(), 1);
        QCOMPARE(desk.ended.size(), 0);
    }

    void asksNoCodeOfWhoHasGoneBack() {
        Desk desk;
        desk.server.withhold("POST /v1/sign-in");
        auto late = desk.session.signIn(QStringLiteral("s.testerman"), QStringLiteral("not a password"));
        QTRY_COMPARE(desk.server.count("POST /v1/sign-in"), 1);
        desk.session.cancelSignIn();
        desk.server.letGo();
        QCOMPARE(settled(late).error().kind, Problem::Kind::Cancelled);
        QCOMPARE(desk.session.state(), State::SignedOut);
    }

    void leavesASessionAloneThatHasBegun() {
        Desk desk;
        desk.signIn();
        desk.session.cancelSignIn();
        QCOMPARE(desk.session.state(), State::Active);
        QCOMPARE(desk.ended.size(), 0);
    }

    void doesNotRepeatAPasswordByItself() {
        Desk desk;
        desk.server.breakConnection(1000);
        QVERIFY(!settled(desk.session.signIn(QStringLiteral("x"), QStringLiteral("not a password"))));
        // Qt itself resends once on a connection that closes before it has answered.
        QVERIFY(desk.server.count("POST /v1/sign-in") <= 4);
    }

    void locksAtOnceAndTellsTheServer() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        QCOMPARE(desk.locked.size(), 1);
        QCOMPARE(desk.session.state(), State::Locked);
        QVERIFY(QTest::qWaitFor([&] { return desk.server.count("POST /v1/session/lock") == 1; }, 5000));
        desk.session.lock();
        QCOMPARE(desk.locked.size(), 1);
    }

    void locksAlsoWhenTheServerIsAway() {
        Desk desk;
        desk.signIn();
        desk.server.breakConnection(1000);
        desk.session.lock();
        QCOMPARE(desk.session.state(), State::Locked);
    }

    void staysLockedAfterAWrongPasswordAndOpensWithTheRightOne() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        desk.server.on("POST /v1/session/unlock", [](const auto&) {
            return ScriptedApi::problem(401, "wrong_credentials", {{QStringLiteral("attempts_left"), 3}});
        });
        const auto refused = settled(desk.session.unlock(QStringLiteral("wrong")));
        QCOMPARE(refused.error().attemptsLeft, std::optional(3));
        QCOMPARE(desk.session.state(), State::Locked);
        QCOMPARE(desk.ended.size(), 0);
        desk.server.scriptSession();
        QVERIFY(settled(desk.session.unlock(QStringLiteral("not a password"))).has_value());
        QCOMPARE(desk.session.state(), State::Active);
        QCOMPARE(desk.unlocked.size(), 1);
    }

    void opensToNothingButAWholeAnswer() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        desk.server.on("POST /v1/session/unlock", 200,
                       {{QStringLiteral("cache_share"), QStringLiteral("short")}});
        QCOMPARE(settled(desk.session.unlock(QStringLiteral("x"))).error().kind, Problem::Kind::Malformed);
        QCOMPARE(desk.session.state(), State::Locked);
    }

    void endsWithTheServersSession() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        desk.server.on("POST /v1/session/unlock",
                       [](const auto&) { return ScriptedApi::problem(401, "not_signed_in"); });
        QVERIFY(!settled(desk.session.unlock(QStringLiteral("x"))));
        QCOMPARE(desk.ended.size(), 1);
        QCOMPARE(desk.session.lastEnd(), LiveSession::End::EndedByServer);
        QVERIFY(!desk.session.session() && !desk.api.hasSession());
    }

    void endsAfterTwelveHoursOfUptimeWhateverTheWallClockSays() {
        Desk desk;
        desk.signIn();
        desk.clock.pass(12h - 2s);
        desk.clock.setNow(QDateTime(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC));
        QTest::qWait(1200);
        QCOMPARE(desk.ended.size(), 0);
        desk.clock.pass(2s);
        desk.clock.setNow(QDateTime(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC));
        QVERIFY(desk.ended.wait(3000));
        QCOMPARE(desk.session.lastEnd(), LiveSession::End::Expired);
        QVERIFY(!desk.api.hasSession());
    }

    void endsAfterTwelveHoursAlsoWhenLocked() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        desk.clock.pass(12h);
        QVERIFY(desk.ended.wait(3000));
    }

    void neverBelievesInALongerSessionThanTheRule() {
        Desk desk;
        desk.clock.setNow(QDateTime(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC));
        desk.signIn();
        QCOMPARE(desk.session.left(), 12h);
    }

    void leavesWhenThePersonDoesAlsoWithoutTheServer() {
        Desk desk;
        desk.signIn();
        QVERIFY(settled(desk.session.signOut()).has_value());
        QCOMPARE(desk.ended.size(), 1);
        QCOMPARE(desk.server.count("DELETE /v1/session"), 1);
        desk.signIn();
        desk.server.server().setBehaviour([](QSslSocket&, const QByteArray&) {});
        (void)desk.session.signOut();
        QVERIFY(QTest::qWaitFor([&] { return desk.ended.size() == 2; }, 6000));
        QVERIFY(!desk.api.hasSession());
    }

    void goesOnUnderANewTokenAfterAFactorAndLiftsTheBlockWithIt() {
        Desk desk;
        desk.signIn();
        desk.server.on("POST /v1/session/step-up", 200, stepUpResult());
        desk.server.on("POST /v1/session/lift-block",
                       [](const auto&) { return ScriptedApi::http(204, QByteArray()); });
        QSignalSpy renewed(&desk.session, &LiveSession::tokenRenewed);
        QVERIFY(settled(desk.session.liftOpeningBlock(QStringLiteral("012345"))).has_value());
        QCOMPARE(renewed.size(), 1);
        const auto sent = desk.server.requests().mid(desk.server.requests().size() - 2);
        QVERIFY(sent[0].body.contains("\"012345\""));
        QCOMPARE(sent[0].header("Authorization"), "Bearer " + QByteArray(43, 't'));
        QCOMPARE(sent[1].line, QByteArray("POST /v1/session/lift-block"));
        QCOMPARE(sent[1].header("Authorization"), "Bearer " + QByteArray(43, 'f'));
        QCOMPARE(desk.ended.size(), 0);
    }

    void aWrongCodeLiftsNothingAndEndsNothing() {
        Desk desk;
        desk.signIn();
        desk.server.on("POST /v1/session/step-up", [](const auto&) {
            return ScriptedApi::problem(401, "wrong_credentials", {{QStringLiteral("attempts_left"), 4}});
        });
        const auto refused = settled(desk.session.liftOpeningBlock(QStringLiteral("999999")));
        QCOMPARE(refused.error().attemptsLeft, std::optional(4));
        QCOMPARE(desk.server.count("POST /v1/session/lift-block"), 0);
        QCOMPARE(desk.session.state(), State::Active);
        QCOMPARE(desk.ended.size(), 0);
    }

    void liftsNothingWhileLocked() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        QVERIFY(!settled(desk.session.liftOpeningBlock(QStringLiteral("012345"))));
        QCOMPARE(desk.server.count("POST /v1/session/step-up"), 0);
    }

    void hasNobodyActAtTheLockScreenUntilThePasswordIsRight() {
        Desk desk;
        desk.signIn();
        desk.session.lock();
        QTRY_COMPARE(desk.server.count("POST /v1/session/lock"), 1);
        const auto actsIn = [&](const QString& password) {
            desk.session.noteActivity();
            (void)settled(desk.session.unlock(password));
            return !desk.server.requests().last().header("Custos-Activity").isEmpty();
        };
        desk.server.on("POST /v1/session/unlock",
                       [](const auto&) { return ScriptedApi::problem(401, "wrong_credentials"); });
        QVERIFY(!actsIn(QStringLiteral("wrong")));
        QVERIFY(!actsIn(QStringLiteral("wrong again")));
        desk.server.scriptSession();
        QVERIFY(!actsIn(QStringLiteral("not a password")));
        QCOMPARE(desk.session.state(), State::Active);
        (void)settled(desk.api.ask({.path = QStringLiteral("/v1/x")}));
        QCOMPARE(desk.server.requests().last().header("Custos-Activity"), QByteArray("user"));
    }

    void takesARightCodeForAnActAndNoWrongOne() {
        Desk desk;
        desk.signIn();
        const auto actsIn = [&](const QString& code) {
            (void)settled(desk.session.liftOpeningBlock(code));
            return desk.server.requests().last().header("Custos-Activity");
        };
        desk.server.on("POST /v1/session/step-up",
                       [](const auto&) { return ScriptedApi::problem(401, "wrong_credentials"); });
        QCOMPARE(actsIn(QStringLiteral("999999")), QByteArray());
        QCOMPARE(actsIn(QStringLiteral("999999")), QByteArray());
        desk.server.on("POST /v1/session/step-up", 200, stepUpResult());
        QCOMPARE(actsIn(QStringLiteral("012345")), QByteArray("user"));
        QCOMPARE(desk.server.requests().last().line, QByteArray("POST /v1/session/lift-block"));
    }

    void tellsOfWhoOnlyReadsWhenTheyActAndNotLater() {
        Desk desk;
        desk.signIn();
        desk.clock.pass(4min - 1s);
        desk.session.noteActivity();
        desk.clock.pass(1h);
        QTest::qWait(200);
        QCOMPARE(desk.server.count("GET /v1/session"), 0);
        desk.session.noteActivity();
        desk.session.noteActivity();
        QTRY_COMPARE(desk.server.count("GET /v1/session"), 1);
        QCOMPARE(desk.server.requests().last().header("Custos-Activity"), QByteArray("user"));
        QTest::qWait(200);
        QCOMPARE(desk.server.count("GET /v1/session"), 1);
    }

    void opensNoSecondSessionBesideTheFirst() {
        Desk desk;
        desk.signIn();
        QVERIFY(!settled(desk.session.signIn(QStringLiteral("other"), QStringLiteral("x"))));
        QCOMPARE(desk.session.state(), State::Active);
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestLiveSession)
#include "test_live_session.moc"
