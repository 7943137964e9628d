#include "app/net/api_client.h"
#include "app/net/event_stream.h"
#include "app/net/pinned_http.h"
#include "app/net/sse_parser.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/scripted_api.h"

#include <QSignalSpy>
#include <QTest>

namespace custos::app {
namespace {

using test::ScriptedApi;

const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
const QByteArray changed =
    "event: schedule\ndata: "
    "{\"date\":\"2026-11-22\",\"provider_id\":\"6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab\"}\n\n";

constexpr EventStream::Pace quick{std::chrono::milliseconds(20), std::chrono::milliseconds(60),
                                  std::chrono::milliseconds(300)};

} // namespace

class TestEventStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parsesTheSameHoweverItIsCut() {
        const QByteArray text =
            "\xef\xbb\xbf: hello\n\nevent: schedule\r\ndata: {\"a\":\r\ndata:1}\r\n\r\ndata: x\r\rid: 7\n"
            "retry: 5\nevent: none\n\nevent: ledger\ndata\n\ndata: never ended";
        const QList<ServerEvent> expected{{"schedule", "{\"a\":\n1}"}, {"message", "x"}, {"ledger", ""}};
        for (qsizetype piece = 1; piece <= text.size(); ++piece) {
            SseParser parser;
            QList<ServerEvent> events;
            for (qsizetype at = 0; at < text.size(); at += piece)
                events += parser.feed(text.mid(at, piece));
            QCOMPARE(events, expected);
        }
    }

    void refusesAnEventWithoutAnEnd() {
        SseParser parser(100);
        QVERIFY(parser.feed("data: " + QByteArray(200, 'x')).isEmpty());
        QVERIFY(parser.overflowed());
        SseParser lines(100);
        QVERIFY(lines.feed(QByteArray("data: xxxxxxxxxx\n").repeated(20)).isEmpty());
        QVERIFY(lines.overflowed());
    }

    void tellsWhatChangedAndPassesOverWhatItDoesNotKnow() {
        ScriptedApi server;
        server.on("GET /v1/events", [](const auto&) {
            return head + ": hello\n\nevent: gossip\ndata: {}\n\nevent: schedule\ndata: {\"date\":1}\n\n" +
                   changed +
                   "event: ledger\ndata: {\"size\":12}\n\nevent: session\ndata: {\"state\":\"ended\"}\n\n";
        });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(api, quick);
        QSignalSpy schedule(&events, &EventStream::scheduleChanged);
        QSignalSpy ledger(&events, &EventStream::ledgerGrew);
        QSignalSpy ended(&events, &EventStream::sessionEnded);
        events.start();
        QVERIFY(QTest::qWaitFor([&] { return ended.size() == 1; }, 5000));
        QCOMPARE(schedule.size(), 1);
        QCOMPARE(schedule.first().first().toDate(), QDate(2026, 11, 22));
        QCOMPARE(ledger.first().first().toULongLong(), 12);
        QVERIFY(server.requests().first().header("Custos-Activity").isEmpty());
    }

    void comesBackAfterTheConnectionBrokeAndSaysThatItHadBeenAway() {
        ScriptedApi server;
        server.on("GET /v1/events", [](const auto&) { return head; });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(api, quick);
        QSignalSpy back(&events, &EventStream::reconnected);
        events.start();
        QVERIFY(QTest::qWaitFor([&] { return server.count("GET /v1/events") == 1; }, 5000));
        QTest::qWait(50);
        QCOMPARE(back.size(), 0);
        server.breakConnection(2);
        for (QSslSocket* socket : server.server().findChildren<QSslSocket*>())
            socket->abort();
        QVERIFY(QTest::qWaitFor([&] { return back.size() == 1; }, 8000));
        QVERIFY(server.count("GET /v1/events") >= 3);
    }

    /// Too many of this person's are open: each further try waits longer, until there is a place.
    void triesEverMoreRarelyWhereItIsRefused() {
        ScriptedApi server;
        server.on("GET /v1/events",
                  [](const auto&) { return ScriptedApi::problem(429, "too_many_requests"); });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(
            api, {std::chrono::milliseconds(20), std::chrono::seconds(20), std::chrono::seconds(40)});
        QSignalSpy schedule(&events, &EventStream::scheduleChanged);
        events.start();
        QTest::qWait(1500);
        // 20 + 40 + ... + 640 ms are the least pauses before the seventh.
        QVERIFY(server.count("GET /v1/events") >= 2);
        QVERIFY(server.count("GET /v1/events") <= 7);
        server.on("GET /v1/events", [](const auto&) { return head + changed; });
        QVERIFY(QTest::qWaitFor([&] { return !schedule.isEmpty(); }, 8000));
    }

    /// It ended while the stream was down, so that no event could say so.
    void saysThatTheSessionEndedWhereItIsRefusedAsNobodys() {
        ScriptedApi server;
        server.on("GET /v1/events", [](const auto&) { return ScriptedApi::problem(503, "busy"); });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(api, quick);
        QSignalSpy ended(&events, &EventStream::sessionEnded);
        events.start();
        QVERIFY(QTest::qWaitFor([&] { return server.count("GET /v1/events") >= 2; }, 5000));
        QCOMPARE(ended.size(), 0);
        server.on("GET /v1/events", [](const auto&) { return ScriptedApi::problem(401, "not_signed_in"); });
        QVERIFY(QTest::qWaitFor([&] { return ended.size() >= 2; }, 5000)); // nobody knows yet that it is over
        api.endSession();
        const auto asked = server.count("GET /v1/events");
        QTest::qWait(700); // longer than any pause, and than the silence that is taken for an end
        QCOMPARE(server.count("GET /v1/events"), asked);
        api.beginSession(SecretBytes::copy(QByteArray(43, 'n')));
        server.on("GET /v1/events", [](const auto&) { return head + changed; });
        QSignalSpy schedule(&events, &EventStream::scheduleChanged);
        events.renew();
        QVERIFY(QTest::qWaitFor([&] { return !schedule.isEmpty(); }, 5000));
    }

    void takesASilentStreamForDead() {
        ScriptedApi server;
        server.on("GET /v1/events", [](const auto&) { return head; });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(api, quick);
        QSignalSpy back(&events, &EventStream::reconnected);
        events.start();
        QVERIFY(QTest::qWaitFor([&] { return !back.isEmpty(); }, 8000));
    }

    void staysAwayOnceItIsStopped() {
        ScriptedApi server;
        server.on("GET /v1/events", [](const auto&) { return head; });
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        api.beginSession(SecretBytes::copy(QByteArray(43, 't')));
        EventStream events(api, quick);
        events.start();
        QVERIFY(QTest::qWaitFor([&] { return server.count("GET /v1/events") == 1; }, 5000));
        events.stop();
        QVERIFY(
            QTest::qWaitFor([&] { return server.server().closed() == server.server().connections(); }, 5000));
        QTest::qWait(500);
        QCOMPARE(server.count("GET /v1/events"), 1);
    }

    void asksNothingOfAnEndedSession() {
        ScriptedApi server;
        PinnedHttp http(server.trusted());
        test::ManualClock clock;
        ApiClient api(http, clock);
        EventStream events(api, quick);
        events.start();
        QTest::qWait(200);
        QCOMPARE(server.server().connections(), 0);
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestEventStream)
#include "test_event_stream.moc"
