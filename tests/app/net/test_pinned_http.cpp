#include "app/net/pinned_http.h"
#include "tests/app/support/rogue_server.h"
#include "tests/app/support/settled.h"

#include <QNetworkProxyFactory>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

namespace custos::app {
namespace {

using test::Leaf;
using test::LeafSpec;
using test::PracticeAuthority;
using test::RogueServer;
using test::settled;

HttpRequest get(const QString& path = QStringLiteral("/health")) {
    return {.path = path};
}

HttpRequest bigPost() {
    return {
        .verb = HttpRequest::Verb::Post, .path = QStringLiteral("/v1/x"), .body = QByteArray(200000, 'p')};
}

TrustedServer trusting(const PracticeAuthority& authority, const Leaf& leaf, quint16 port) {
    return *TrustedServer::from(authority.enrolment(leaf, port));
}

HttpFailure failureOf(PinnedHttp& http, const HttpRequest& request = get()) {
    const HttpResult result = settled(http.send(request));
    if (result)
        qFatal("answered with %d", result->status);
    return result.error();
}

bool everyConnectionClosed(const RogueServer& server) {
    return QTest::qWaitFor([&] { return server.closed() == server.connections(); }, 5000);
}

/// What reaches the given port before any of TLS; for protocols that are refused in the first message.
class ProxyTrap : public QTcpServer {
public:
    ProxyTrap() {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port to listen on");
        connect(this, &QTcpServer::newConnection, this, [this] {
            ++connections;
            nextPendingConnection()->close();
        });
    }
    int connections = 0;
};

} // namespace

class TestPinnedHttp : public QObject {
    Q_OBJECT

    PracticeAuthority authority_;
    const Leaf leaf_ = authority_.issue();

    /// The wrong server is met by requests of every kind, alone and in a crowd, and learns nothing of any.
    void learnsNothing(RogueServer& rogue, const TrustedServer& trusted) {
        for (const bool ahead : {false, true}) {
            PinnedHttp http(trusted);
            QSignalSpy alarm(&http, &PinnedHttp::wrongServerMet);
            if (ahead) {
                const int before = rogue.connections();
                http.connectAhead();
                QVERIFY(QTest::qWaitFor([&] { return rogue.connections() > before; }, 5000));
                QTest::qWait(50);
            }
            QList<QFuture<HttpResult>> crowd;
            for (int n = 0; n < 10; ++n)
                crowd.append(http.send(n % 2 ? get() : bigPost()));
            for (const auto& request : crowd)
                QCOMPARE(settled(request).error(), HttpFailure::WrongServer);
            QCOMPARE(alarm.size(), 1);
            QCOMPARE(failureOf(http), HttpFailure::WrongServer);
        }
        QVERIFY(rogue.connections() > 0);
        QVERIFY(everyConnectionClosed(rogue));
        QCOMPARE(rogue.applicationBytes(), 0);
    }

private Q_SLOTS:
    void answersFromTheServerThatHoldsThePinnedKey() {
        RogueServer server(leaf_);
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QCOMPARE(settled(http.send(get())).value().status, 200);
        QCOMPARE(settled(http.send(bigPost())).value().body, QByteArray("{}"));
        QVERIFY(server.applicationBytes() > 200000);
        QVERIFY(!http.metWrongServer());
    }

    void answersOnAConnectionMadeAhead() {
        RogueServer server(leaf_);
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        http.connectAhead();
        QVERIFY(QTest::qWaitFor([&] { return server.handshakes() == 1; }, 5000));
        QCOMPARE(settled(http.send(get())).value().status, 200);
        QCOMPARE(server.connections(), 1);
    }

    void answersFromTheNextPinnedKeyToo() {
        const Leaf next = authority_.issue();
        RogueServer server(next);
        Enrolment enrolment = authority_.enrolment(leaf_, server.serverPort());
        enrolment.pins.append(test::pinByOpenssl(next));
        PinnedHttp http(*TrustedServer::from(enrolment));
        QCOMPARE(settled(http.send(get())).value().status, 200);
    }

    void tellsNothingToAnotherKeyOfTheSameAuthority() {
        RogueServer rogue(authority_.issue());
        learnsNothing(rogue, trusting(authority_, leaf_, rogue.serverPort()));
    }

    void tellsNothingToAnotherAuthoritysServerWithThePinnedKey() {
        // The pin matches: only the authority tells them apart.
        PracticeAuthority other;
        const Leaf theirs = other.issue();
        RogueServer rogue(theirs);
        learnsNothing(rogue, trusting(authority_, theirs, rogue.serverPort()));
    }

    void tellsNothingToASelfSignedServer() {
        const Leaf selfSigned = authority_.selfSigned();
        RogueServer rogue(selfSigned);
        learnsNothing(rogue, trusting(authority_, selfSigned, rogue.serverPort()));
    }

    void tellsNothingToAServerWhoseCertificateHasExpired() {
        const Leaf expired = authority_.issue({.days = -1});
        RogueServer rogue(expired);
        learnsNothing(rogue, trusting(authority_, expired, rogue.serverPort()));
    }

    void tellsNothingToAServerOfAnotherName() {
        const Leaf elsewhere = authority_.issue({.address = QStringLiteral("DNS:elsewhere.example")});
        RogueServer rogue(elsewhere);
        learnsNothing(rogue, trusting(authority_, elsewhere, rogue.serverPort()));
    }

    void tellsNothingToAKeyOfAnotherCurve() {
        const Leaf p384 = authority_.issue({.algorithm = QStringLiteral("P-384")});
        RogueServer rogue(p384);
        learnsNothing(rogue, trusting(authority_, p384, rogue.serverPort()));
    }

    void tellsNothingToATls12Server() {
        RogueServer rogue(leaf_);
        rogue.setProtocol(QSsl::TlsV1_2);
        learnsNothing(rogue, trusting(authority_, leaf_, rogue.serverPort()));
        QCOMPARE(rogue.handshakes(), 0);
    }

    /// Qt cannot read an Ed25519 key and gives an empty DER for it; its hash is one and the same for all of
    /// them, so an enrolment with that hash as its pin would match any.
    void tellsNothingToAnEd25519Server() {
        const Leaf edwards = authority_.issue({.algorithm = QStringLiteral("ED25519")});
        const auto heard = heardByOpenssl(edwards, {}, [&](quint16 port) {
            Enrolment enrolment = authority_.enrolment(edwards, port);
            enrolment.pins = {QCryptographicHash::hash({}, QCryptographicHash::Sha256)};
            PinnedHttp http(*TrustedServer::from(enrolment));
            QCOMPARE(failureOf(http), HttpFailure::WrongServer);
        });
        QVERIFY2(!heard.contains("GET"), heard.constData());
    }

    void speaksNoHttp2() {
        const QStringList h2{QStringLiteral("-alpn"), QStringLiteral("h2")};
        const Leaf wrong = authority_.issue();
        const auto heard = heardByOpenssl(wrong, h2, [&](quint16 port) {
            PinnedHttp http(trusting(authority_, leaf_, port));
            QCOMPARE(failureOf(http), HttpFailure::WrongServer);
        });
        QVERIFY2(!heard.contains("PRI"), heard.constData());
        QVERIFY2(!heard.contains("GET"), heard.constData());
    }

    void heardByOpensslSeesRequestsWhenTheKeyIsRight() {
        const auto heard = heardByOpenssl(leaf_, {}, [&](quint16 port) {
            PinnedHttp http(trusting(authority_, leaf_, port));
            auto request = http.send(get());
            QTest::qWait(300);
            http.abortAll();
            QVERIFY(!settled(request));
        });
        QVERIFY2(heard.contains("GET /health HTTP/1.1"), heard.constData());
    }

    void doesNotFollowARedirect() {
        RogueServer elsewhere(leaf_);
        const QByteArray target =
            "https://127.0.0.1:" + QByteArray::number(elsewhere.serverPort()) + "/health";
        RogueServer server(leaf_, RogueServer::answer("HTTP/1.1 307 Go\r\nLocation: " + target +
                                                      "\r\nContent-Length: 0\r\n\r\n"));
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QCOMPARE(failureOf(http, bigPost()), HttpFailure::Unbelievable);
        QTest::qWait(100);
        QCOMPARE(elsewhere.connections(), 0);
        QCOMPARE(server.heads().size(), 1);
    }

    void goesThroughNoProxy() {
        ProxyTrap trap;
        const QByteArray proxy = "http://127.0.0.1:" + QByteArray::number(trap.serverPort());
        for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"})
            qputenv(name, proxy);
        QNetworkProxyFactory::setUseSystemConfiguration(true);
        // Qt takes no proxy for a loopback address. A name that nobody can look up has to stay that: only a
        // proxy would go on with it.
        Enrolment enrolment = authority_.enrolment(leaf_, 443);
        enrolment.addresses = {QUrl(QStringLiteral("https://nowhere.invalid:8443"))};
        PinnedHttp http(*TrustedServer::from(enrolment));
        QCOMPARE(failureOf(http), HttpFailure::NotConnected);
        http.connectAhead();
        QTest::qWait(100);
        QCOMPARE(trap.connections, 0);
        QNetworkProxyFactory::setUseSystemConfiguration(false);
        for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"})
            qunsetenv(name);
    }

    void keepsNoCookie() {
        RogueServer server(leaf_, [](QSslSocket& socket, const QByteArray&) {
            socket.write("HTTP/1.1 200 OK\r\nSet-Cookie: id=7; Path=/\r\nContent-Length: 2\r\n\r\n{}");
        });
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QVERIFY(settled(http.send(get())));
        QVERIFY(settled(http.send(get())));
        QVERIFY(!server.heads().last().toLower().contains("cookie"));
    }

    void discardsWhatIsNotAWholePlainAnswer_data() {
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char* name, const QByteArray& answer) { QTest::newRow(name) << answer; };
        const QByteArray ok = "HTTP/1.1 200 OK\r\n";
        row("cut short", ok + "Content-Length: 40\r\n\r\n{\"items\":");
        row("closed without a length", ok + "\r\n{}");
        row("two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
        row("negative length", ok + "Content-Length: -2\r\n\r\n{}");
        row("announced too large", ok + "Content-Length: 99999999999\r\n\r\n{}");
        row("chunked and cut", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":");
        row("gzip", ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");
        row("unknown encoding", ok + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}");
        row("not HTTP", "SSH-2.0-Exemplar\r\n\r\n");
        row("error cut short", "HTTP/1.1 409 Taken\r\nContent-Length: 40\r\n\r\n{\"type\":");
        row("nothing", "");
    }
    void discardsWhatIsNotAWholePlainAnswer() {
        QFETCH(QByteArray, answer);
        RogueServer server(leaf_, RogueServer::answer(answer));
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        const HttpFailure failure = failureOf(http);
        QVERIFY(failure == HttpFailure::Unbelievable || failure == HttpFailure::Broken);
        server.setBehaviour(RogueServer::answerOk());
        QCOMPARE(settled(http.send(get())).value().body, QByteArray("{}"));
    }

    void readsAShortLengthOnlyAsFarAsItGoesAndNothingOfTheRest() {
        RogueServer server(leaf_,
                           RogueServer::answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{\"x\":1}"));
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QCOMPARE(settled(http.send(get())).value().body, QByteArray("{}"));
    }

    void stopsReadingABodyThatOutgrowsTheLimit() {
        RogueServer server(leaf_, [](QSslSocket& socket, const QByteArray&) {
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int n = 0; n < 64; ++n)
                socket.write("10000\r\n" + QByteArray(0x10000, 'x') + "\r\n");
        });
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()),
                        {.largestBody = 1 << 20, .patience = std::chrono::seconds(20)});
        QCOMPARE(failureOf(http), HttpFailure::Unbelievable);
    }

    void unpacksNoGzipBomb() {
        // A thousandfold: 20 kB would become 20 MB if anything unpacked it.
        const QByteArray packed = qCompress(QByteArray(20 << 20, '0'), 9);
        RogueServer server(
            leaf_, RogueServer::answer("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: " +
                                       QByteArray::number(packed.size() - 4) + "\r\n\r\n" + packed.mid(4)));
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QCOMPARE(failureOf(http), HttpFailure::Unbelievable);
    }

    void givesUpOnAServerThatSaysNothing() {
        RogueServer server(leaf_, [](QSslSocket&, const QByteArray&) {});
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()),
                        {.largestBody = 1024, .patience = std::chrono::milliseconds(200)});
        QCOMPARE(failureOf(http), HttpFailure::Broken);
    }

    void goesOnToTheNextAddressWhenOneIsDead() {
        RogueServer server(leaf_);
        Enrolment enrolment = authority_.enrolment(leaf_, server.serverPort());
        enrolment.addresses.prepend(QUrl(QStringLiteral("https://127.0.0.1:1")));
        PinnedHttp http(*TrustedServer::from(enrolment));
        QCOMPARE(failureOf(http), HttpFailure::NotConnected);
        QCOMPARE(settled(http.send(get())).value().status, 200);
    }

    void staysShutAfterAWrongServerUntilAProbeFindsTheRightOne() {
        RogueServer server(authority_.issue());
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        QSignalSpy found(&http, &PinnedHttp::rightServerMet);
        QCOMPARE(failureOf(http), HttpFailure::WrongServer);
        QCOMPARE(settled(http.probe(get())).error(), HttpFailure::WrongServer);
        server.setLeaf(leaf_);
        const int before = server.connections();
        QCOMPARE(failureOf(http), HttpFailure::WrongServer);
        QCOMPARE(server.connections(), before);
        QCOMPARE(settled(http.probe(get())).value().status, 200);
        QCOMPARE(found.size(), 1);
        QCOMPARE(settled(http.send(get())).value().status, 200);
    }

    void endsEverythingUnderWayAtOnce() {
        RogueServer server(leaf_, [](QSslSocket&, const QByteArray&) {});
        PinnedHttp http(trusting(authority_, leaf_, server.serverPort()));
        auto request = http.send(get());
        auto stream = http.stream(get());
        QSignalSpy closed(stream.get(), &HttpStream::closed);
        QVERIFY(QTest::qWaitFor([&] { return server.heads().size() == 2; }, 5000));
        http.abortAll();
        QVERIFY(request.isFinished());
        QCOMPARE(request.result().error(), HttpFailure::Aborted);
        QCOMPARE(closed.size(), 1);
    }

    void streamsToNoWrongServer() {
        RogueServer rogue(authority_.issue());
        PinnedHttp http(trusting(authority_, leaf_, rogue.serverPort()));
        auto stream = http.stream(get());
        QSignalSpy closed(stream.get(), &HttpStream::closed);
        QVERIFY(closed.wait(5000));
        QCOMPARE(closed.first().at(1).value<HttpFailure>(), HttpFailure::WrongServer);
        QVERIFY(everyConnectionClosed(rogue));
        QCOMPARE(rogue.applicationBytes(), 0);
    }

private:
    /// What `openssl s_server` with this leaf decrypts while `act` runs.
    template<class Act>
    QByteArray heardByOpenssl(const Leaf& leaf, const QStringList& options, Act act) {
        QProcess server;
        server.setProcessChannelMode(QProcess::MergedChannels);
        server.start(QStringLiteral("openssl"),
                     QStringList{QStringLiteral("s_server"), QStringLiteral("-accept"),
                                 QStringLiteral("127.0.0.1:0"), QStringLiteral("-key"), leaf.keyFile,
                                 QStringLiteral("-cert"), leaf.certificateFile} +
                         options);
        QByteArray heard;
        const auto port = [&]() -> quint16 {
            heard += server.readAll();
            const qsizetype at = heard.indexOf("ACCEPT 127.0.0.1:");
            return at < 0 ? 0 : heard.mid(at + 17, heard.indexOf('\n', at) - at - 17).toUShort();
        };
        if (!QTest::qWaitFor([&] { return port() != 0; }, 10000))
            qFatal("openssl s_server did not start: %s", heard.constData());
        act(port());
        QTest::qWait(200);
        server.kill();
        server.waitForFinished();
        return heard + server.readAll();
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestPinnedHttp)
#include "test_pinned_http.moc"
