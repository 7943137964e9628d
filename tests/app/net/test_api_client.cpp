#include "app/net/api_client.h"
#include "app/net/http_connection_monitor.h"
#include "app/net/http_patient_gateway.h"
#include "app/net/pinned_http.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/scripted_api.h"
#include "tests/app/support/settled.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

namespace custos::app {
namespace {

using test::ScriptedApi;
using test::settled;
using test::stillAfter;
using Kind = Problem::Kind;
using namespace std::chrono_literals;

QJsonObject ok() {
    return {{QStringLiteral("ok"), true}};
}

/// How often Qt 6.4 sends one request when every connection breaks under it.
constexpr int breaksPerTry = 2;

/// Longer than the client waits before its second try, and shorter than before its third.
constexpr auto inSecondPause = 250ms;

struct Client {
    explicit Client(const ScriptedApi& server)
        : http(server.trusted())
        , api(http, clock) {
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
    }
    test::ManualClock clock;
    PinnedHttp http;
    ApiClient api;
};

ApiCall get() {
    return {.path = QStringLiteral("/v1/x")};
}

ApiCall post() {
    return {.verb = HttpRequest::Verb::Post, .path = QStringLiteral("/v1/x"), .body = ok()};
}

} // namespace

class TestApiClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsTheTokenInTheHeaderAndNowhereElse() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        QVERIFY(settled(client.api.ask(get())).has_value());
        QCOMPARE(server.requests().first().header("Authorization"), "Bearer " + QByteArray(43, 't'));
        QVERIFY(!server.requests().first().line.contains("ttt"));
    }

    void saysThatThePersonActedOnceForEachTime() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        for (const bool acts : {false, true, false}) {
            if (acts)
                client.api.noteActivity();
            QVERIFY(settled(client.api.ask(get())).has_value());
            QCOMPARE(server.requests().last().header("Custos-Activity"),
                     acts ? QByteArray("user") : QByteArray());
        }
    }

    void saysNothingOfAnActThatIsOld() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        for (const auto& [passed, told] : {std::pair(59s, "user"), std::pair(60s, "")}) {
            client.api.noteActivity();
            client.clock.pass(passed);
            QVERIFY(settled(client.api.ask(get())).has_value());
            QCOMPARE(server.requests().last().header("Custos-Activity"), QByteArray(told));
        }
    }

    void leavesAnActToTheCallsAndOutOfAStream() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        client.api.noteActivity();
        const auto stream = client.api.stream(QStringLiteral("/v1/events"));
        QTRY_COMPARE(server.count("GET /v1/events"), 1);
        QVERIFY(server.requests().last().header("Custos-Activity").isEmpty());
        QVERIFY(settled(client.api.ask(get())).has_value());
        QCOMPARE(server.requests().last().header("Custos-Activity"), QByteArray("user"));
    }

    void asksNothingOfASessionWithoutOne() {
        ScriptedApi server;
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        QCOMPARE(settled(api.ask(get())).error().kind, Kind::Unauthenticated);
        QCOMPARE(server.server().connections(), 0);
    }

    void repeatsAReadWhoseConnectionBroke() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        server.breakConnection(2);
        QVERIFY(settled(client.api.ask(get())).has_value());
    }

    /// Qt sends a request again by itself on each connection that breaks, so more breaks are needed than
    /// tries.
    void repeatsAWriteUnderItsKeyAndTheSameToTheByte() {
        ScriptedApi server;
        server.on("POST /v1/x", 200, ok());
        Client client(server);
        client.api.noteActivity();
        ApiCall call = post();
        call.key = IdempotencyKey::create();
        call.version = 7;
        server.breakConnection(breaksPerTry);
        QVERIFY(settled(client.api.ask(call)).has_value());
        QVERIFY(server.requests().size() > breaksPerTry);
        for (const auto& request : server.requests()) {
            QCOMPARE(request.header("Idempotency-Key"), call.key->toString().toLatin1());
            QCOMPARE(request.header("If-Match"), QByteArray("\"7\""));
            QCOMPARE(request.head, server.requests().first().head);
            QCOMPARE(request.body, server.requests().first().body);
        }
    }

    void repeatsNoWriteWithoutAKey() {
        const auto requestsFor = [](const ApiCall& call) {
            ScriptedApi server;
            server.breakConnection(1000);
            Client client(server);
            if (settled(client.api.ask(call)).error().kind != Kind::Unreachable)
                qFatal("answered");
            return server.requests().size();
        };
        ApiCall keyed = post();
        keyed.key = IdempotencyKey::create();
        // How often Qt itself resends is not ours to say, only that we add nothing to it.
        QVERIFY(requestsFor(keyed) > requestsFor(post()) + 1);
    }

    void triesNothingAgainThatWasDroppedInItsPause_data() {
        QTest::addColumn<bool>("withTheSession");
        QTest::newRow("the calls alone") << false;
        QTest::newRow("with their session") << true;
    }
    void triesNothingAgainThatWasDroppedInItsPause() {
        QFETCH(bool, withTheSession);
        ScriptedApi server;
        Client client(server);
        server.breakConnection(1000);
        auto waiting = client.api.ask(get());
        const auto sent = [&] { return server.count("GET /v1/x"); };
        QTRY_VERIFY(sent() > 0);
        const int before = stillAfter(inSecondPause, sent);
        QVERIFY(!waiting.isFinished());
        if (withTheSession)
            client.api.endSession();
        else
            client.api.dropCalls();
        QVERIFY(waiting.isFinished());
        QCOMPARE(waiting.result().error().kind, Kind::Cancelled);
        QTest::qWait(1000);
        QCOMPARE(sent(), before);
        QCOMPARE(client.api.hasSession(), !withTheSession);
    }

    void givesUpAfterThreeTries() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        server.breakConnection(1000);
        QSignalSpy failed(&client.api, &ApiClient::failed);
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Unreachable);
        QCOMPARE(failed.size(), 1);
    }

    void dropsAnAnswerWhoseSessionIsOver() {
        ScriptedApi server;
        Client client(server);
        server.on("GET /v1/x", [&](const ScriptedApi::Request&) {
            client.api.endSession();
            client.api.beginSession(SecretBytes::copy(QByteArray(43, 'n')));
            return ScriptedApi::http(200, "{\"ok\":true}");
        });
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Cancelled);
    }

    void callsNoContinuationOfAScreenThatIsGone() {
        ScriptedApi server;
        server.on("GET /v1/x", 200, ok());
        Client client(server);
        bool called = false;
        auto screen = std::make_unique<QObject>();
        auto answer = client.api.ask(get());
        answer.then(screen.get(), [&called](const ApiClient::JsonResult&) { called = true; });
        screen.reset();
        QVERIFY(QTest::qWaitFor([&] { return server.count("GET /v1/x") == 1; }, 5000));
        QTest::qWait(100);
        QVERIFY(!called);
    }

    void losesTheSessionWhenTheServerDoesNotKnowItAndNotForAWrongPassword() {
        ScriptedApi server;
        Client client(server);
        QSignalSpy lost(&client.api, &ApiClient::sessionLost);
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(401, "wrong_credentials"); });
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Unauthenticated);
        QVERIFY(client.api.hasSession());
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(401, "not_signed_in"); });
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Unauthenticated);
        QVERIFY(!client.api.hasSession());
        QCOMPARE(lost.size(), 1);
    }

    void makesACallAgainThatCarriedTheTokenBefore() {
        ScriptedApi server;
        const QByteArray fresh(43, 'f');
        server.on("GET /v1/x", [&](const ScriptedApi::Request& request) {
            return request.header("Authorization") == "Bearer " + fresh
                       ? ScriptedApi::http(200, R"({"ok": true})")
                       : ScriptedApi::problem(401, "not_signed_in");
        });
        Client client(server);
        QSignalSpy lost(&client.api, &ApiClient::sessionLost);
        auto underWay = client.api.ask(get());
        client.api.renewToken(SecretBytes::copy(fresh));
        QVERIFY(settled(underWay).has_value());
        QCOMPARE(lost.size(), 0);
        QCOMPARE(server.count("GET /v1/x"), 2);
    }

    void losesTheSessionWhenTheServerDoesNotKnowTheNewTokenEither() {
        ScriptedApi server;
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(401, "not_signed_in"); });
        Client client(server);
        QSignalSpy lost(&client.api, &ApiClient::sessionLost);
        auto underWay = client.api.ask(get());
        client.api.renewToken(SecretBytes::copy(QByteArray(43, 'f')));
        QCOMPARE(settled(underWay).error().kind, Kind::Unauthenticated);
        QCOMPARE(lost.size(), 1);
        QCOMPARE(server.count("GET /v1/x"), 2);
    }

    void keepsBlockedCallsWaitingAndMakesThemAgainOnce() {
        ScriptedApi server;
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(403, "opening_blocked"); });
        Client client(server);
        QSignalSpy blocked(&client.api, &ApiClient::openingBlocked);
        auto first = client.api.ask(get());
        auto second = client.api.ask(get());
        QTRY_COMPARE(server.count("GET /v1/x"), 2);
        QTRY_COMPARE(blocked.size(), 1);
        QTest::qWait(100);
        QVERIFY(!first.isFinished() && !second.isFinished());
        QCOMPARE(blocked.size(), 1);
        client.api.repeatBlocked();
        // Still blocked: that is the answer then, and nobody is asked for a code over and over.
        QCOMPARE(settled(first).error().code, QStringLiteral("opening_blocked"));
        QCOMPARE(settled(second).error().kind, Kind::Forbidden);
        QCOMPARE(server.count("GET /v1/x"), 4);
        QCOMPARE(blocked.size(), 1);
    }

    void answersABlockedCallWithItsRefusalWhenNobodyShowsAFactor() {
        ScriptedApi server;
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(403, "opening_blocked"); });
        Client client(server);
        connect(&client.api, &ApiClient::openingBlocked, &client.api, [&] { client.api.refuseBlocked(); });
        QCOMPARE(settled(client.api.ask(get())).error().code, QStringLiteral("opening_blocked"));
        QCOMPARE(server.count("GET /v1/x"), 1);
    }

    void dropsBlockedCallsWithTheirSession() {
        ScriptedApi server;
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(403, "opening_blocked"); });
        Client client(server);
        QSignalSpy blocked(&client.api, &ApiClient::openingBlocked);
        auto waiting = client.api.ask(get());
        QTRY_COMPARE(blocked.size(), 1);
        client.api.endSession();
        QCOMPARE(settled(waiting).error().kind, Kind::Cancelled);
    }

    void whatOnlyAnOwnerLiftsIsAnsweredAtOnce() {
        ScriptedApi server;
        server.on("GET /v1/x",
                  [](const auto&) { return ScriptedApi::problem(403, "opening_blocked_owner"); });
        Client client(server);
        QSignalSpy blocked(&client.api, &ApiClient::openingBlocked);
        QCOMPARE(settled(client.api.ask(get())).error().code, QStringLiteral("opening_blocked_owner"));
        QCOMPARE(blocked.size(), 0);
    }

    void saysThatOpeningIsNearlyBlockedWhateverElseTheAnswerIs() {
        ScriptedApi server;
        Client client(server);
        QSignalSpy near(&client.api, &ApiClient::openingBlockNear);
        const auto warned = [&](int status, const QByteArray& header) {
            const QByteArray body =
                status < 400 ? QByteArray("{}")
                             : QByteArray(R"({"type":"about:blank","status":404,"code":"not_found"})");
            server.on("GET /v1/x", [=](const auto&) { return ScriptedApi::http(status, body, header); });
            const qsizetype before = near.size();
            (void)settled(client.api.ask(get()));
            return near.size() > before;
        };
        QVERIFY(warned(200, "Custos-Opening-Block: near\r\n"));
        QVERIFY(warned(404, "custos-opening-block: near\r\n"));
        QVERIFY(!warned(200, {}));
        QVERIFY(!warned(200, "Custos-Opening-Block: something new\r\n"));
    }

    void saysNothingOfThatToTheNextPerson() {
        ScriptedApi server;
        Client client(server);
        QSignalSpy near(&client.api, &ApiClient::openingBlockNear);
        server.on("GET /v1/x", [&](const ScriptedApi::Request&) {
            client.api.endSession();
            client.api.beginSession(SecretBytes::copy(QByteArray(43, 'n')));
            return ScriptedApi::http(200, "{}", "Custos-Opening-Block: near\r\n");
        });
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Cancelled);
        QCOMPARE(near.size(), 0);
    }

    void believesNoAnswerOfAnotherType_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("html") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}");
        QTest::newRow("array") << ScriptedApi::http(200, "[]");
        QTest::newRow("deep") << ScriptedApi::http(200, "{\"a\":" + QByteArray(100000, '[') +
                                                            QByteArray(100000, ']') + "}");
        QTest::newRow("cut") << ScriptedApi::http(200, "{\"a\":");
        QTest::newRow("not UTF-8") << ScriptedApi::http(200, "{\"a\":\"\xff\"}");
    }
    void believesNoAnswerOfAnotherType() {
        QFETCH(QByteArray, answer);
        ScriptedApi server;
        server.on("GET /v1/x", [answer](const auto&) { return answer; });
        Client client(server);
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Malformed);
    }

    void handsOnReceiptsAndOnlyThose() {
        ScriptedApi server;
        Client client(server);
        QSignalSpy receipts(&client.api, &ApiClient::receiptGiven);
        server.on("GET /v1/x", [](const auto&) {
            return ScriptedApi::http(200, "{}", "Audit-Receipt: " + QByteArray(32, 'l').toBase64() + "\r\n");
        });
        QVERIFY(settled(client.api.ask(get())).has_value());
        server.on("GET /v1/x",
                  [](const auto&) { return ScriptedApi::http(200, "{}", "Audit-Receipt: nonsense\r\n"); });
        QVERIFY(settled(client.api.ask(get())).has_value());
        QCOMPARE(receipts.size(), 1);
        QCOMPARE(receipts.first().first().toByteArray(), QByteArray(32, 'l'));
    }

    void searchesPatientsWithoutTheirNamesInTheUrl() {
        ScriptedApi server;
        server.on("POST /v1/patients/search", 200, {{QStringLiteral("items"), QJsonArray{}}});
        Client client(server);
        HttpPatientGateway patients(client.api);
        QVERIFY(settled(patients.search(QStringLiteral("Testerman"), 20)).has_value());
        QVERIFY(!server.requests().first().head.contains("Testerman"));
        QVERIFY(server.requests().first().body.contains("Testerman"));
    }

    void tellsTheStateOfTheConnectionFromWhatHappens() {
        using State = ConnectionMonitor::State;
        ScriptedApi server;
        Client client(server);
        HttpConnectionMonitor monitor(client.http, client.api, client.clock, std::chrono::milliseconds(30));
        const auto becomes = [&](State state) {
            return QTest::qWaitFor([&] { return monitor.state() == state; }, 8000);
        };
        const auto health = [](const char* audit) {
            return QJsonObject{{QStringLiteral("services"),
                                QJsonObject{{QStringLiteral("audit_writer"), QString::fromLatin1(audit)}}}};
        };
        server.on("GET /health", 200, health("ok"));
        QCOMPARE(monitor.state(), State::Connecting);
        monitor.probeNow();
        QVERIFY(becomes(State::Connected));
        QCOMPARE(monitor.lastAnswer(), client.clock.now());
        server.on("GET /v1/x", [](const auto&) { return ScriptedApi::problem(503, "audit_unavailable"); });
        server.on("GET /health", 200, health("failing"));
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::AuditUnavailable);
        QCOMPARE(monitor.state(), State::AuditRefused);
        server.on("GET /v1/x", 200, ok());
        QVERIFY(settled(client.api.ask(get())).has_value());
        QCOMPARE(monitor.state(), State::AuditRefused);
        server.on("GET /health", 200, health("ok"));
        QVERIFY(becomes(State::Connected));
        server.breakConnection(1000000);
        QCOMPARE(settled(client.api.ask(get())).error().kind, Kind::Unreachable);
        QCOMPARE(monitor.state(), State::Offline);
        server.breakConnection(0);
        QVERIFY(becomes(State::Connected));
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestApiClient)
#include "test_api_client.moc"
