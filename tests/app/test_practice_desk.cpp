#include "app/practice_desk.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/scripted_api.h"
#include "tests/app/support/settled.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening_block_dialog.h"
#include "ui/sign_in/code_screen.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QSettings>
#include <QTest>

#include <algorithm>

namespace custos::app {
namespace {

using test::ScriptedApi;
using test::settled;
using test::stillAfter;

/// The client's own parts in its own window, opposite a server that answers from a script.
struct Desk {
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("client.conf")), QSettings::IniFormat};
    ScriptedApi server;
    test::ManualClock clock;
    ui::MainWindow window{settings};
    PracticeDesk practice{
        server.enrolment(), server.trusted(), window, *qobject_cast<ui::CustosStyle*>(QApplication::style()),
        settings,           folder.path(),    clock};

    Desk() {
        server.scriptSession();
        const QByteArray warning("Custos-Opening-Block: near\r\n");
        server.on("GET /v1/warned", [=](const auto&) { return ScriptedApi::http(200, "{}", warning); });
        server.on("GET /v1/blocked",
                  [](const auto&) { return ScriptedApi::problem(403, "opening_blocked"); });
        window.show();
    }
    LiveSession& session() { return practice.link().session; }
    void signIn() {
        if (!settled(session().signIn(QStringLiteral("s.testerman"), QStringLiteral("not a password"))) ||
            !settled(session().answerTotp(QStringLiteral("012345"))))
            qFatal("could not sign in");
    }
    template<class Screen>
    [[nodiscard]] Screen* shown() const {
        return qobject_cast<Screen*>(window.screenWidget());
    }
    void ask(const char* path) { (void)settled(practice.link().api.ask({.path = QLatin1String(path)})); }
    [[nodiscard]] int warnings() const {
        const auto banners = window.findChildren<ui::Banner*>();
        return int(std::count_if(banners.begin(), banners.end(), [](const ui::Banner* banner) {
            return banner->isVisible() &&
                   banner->sentence().contains(QStringLiteral("many patients or days"));
        }));
    }
};

} // namespace

/// What comes of what the server says, in the window that a person sits at.
class TestPracticeDesk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void warnsOfTheBlockOnOpeningOnceAndUntilTheLock() {
        Desk desk;
        desk.signIn();
        QCOMPARE(desk.warnings(), 0);
        desk.ask("/v1/warned");
        desk.ask("/v1/warned");
        QCOMPARE(desk.warnings(), 1);
        desk.session().lock();
        QCOMPARE(desk.warnings(), 0);
        QVERIFY(settled(desk.session().unlock(QStringLiteral("not a password"))).has_value());
        QCOMPARE(desk.warnings(), 0);
        desk.ask("/v1/warned");
        QCOMPARE(desk.warnings(), 1);
    }

    void leavesNoWarningToTheNextPerson() {
        Desk desk;
        desk.signIn();
        desk.ask("/v1/warned");
        QCOMPARE(desk.warnings(), 1);
        (void)settled(desk.session().signOut());
        QCOMPARE(desk.warnings(), 0);
        desk.signIn();
        QCOMPARE(desk.warnings(), 0);
    }

    void goingBackFromTheCodeOpensNothingWhateverComesOfIt() {
        Desk desk;
        Q_EMIT desk.shown<ui::SignInScreen>()->signInRequested(QStringLiteral("s.testerman"),
                                                               QStringLiteral("not a password"));
        QTRY_VERIFY(desk.shown<ui::CodeScreen>());
        desk.server.withhold("POST /v1/sign-in/totp");
        auto* screen = desk.shown<ui::CodeScreen>();
        Q_EMIT screen->codeEntered(QStringLiteral("012345"));
        QTRY_COMPARE(desk.server.count("POST /v1/sign-in/totp"), 1);
        Q_EMIT screen->backRequested();
        QVERIFY(desk.shown<ui::SignInScreen>());
        desk.server.letGo();
        QTRY_COMPARE(desk.server.count("DELETE /v1/session"), 1);
        QVERIFY(desk.shown<ui::SignInScreen>());
        QCOMPARE(desk.session().state(), LiveSession::State::SignedOut);
    }

    void anotherWayInEndsTheOneThatWasBegun_data() {
        QTest::addColumn<bool>("byInvitation");
        QTest::newRow("invitation") << true;
        QTest::newRow("enrolment") << false;
    }
    void anotherWayInEndsTheOneThatWasBegun() {
        QFETCH(bool, byInvitation);
        Desk desk;
        desk.server.withhold("POST /v1/sign-in");
        auto* screen = desk.shown<ui::SignInScreen>();
        Q_EMIT screen->signInRequested(QStringLiteral("s.testerman"), QStringLiteral("not a password"));
        QTRY_COMPARE(desk.server.count("POST /v1/sign-in"), 1);
        if (byInvitation)
            Q_EMIT screen->invitationRequested();
        else
            Q_EMIT screen->otherEnrolmentRequested();
        desk.server.letGo();
        QTest::qWait(500); // for the answer
        QCOMPARE(desk.session().state(), LiveSession::State::SignedOut);
        QVERIFY(!desk.shown<ui::CodeScreen>());
    }

    void sendsNothingAgainFromUnderTheLock() {
        Desk desk;
        desk.signIn();
        const QByteArray line("GET /v1/warned");
        desk.server.breakConnection(1000, line);
        auto waiting = desk.practice.link().api.ask({.path = QStringLiteral("/v1/warned")});
        const auto sent = [&] { return desk.server.count(line); };
        QTRY_VERIFY(sent() > 0);
        // The first pause is shorter and the second is longer.
        const int before = stillAfter(std::chrono::milliseconds(250), sent);
        QVERIFY(!waiting.isFinished());
        desk.session().lock();
        QCOMPARE(settled(waiting).error().kind, Problem::Kind::Cancelled);
        QTest::qWait(1000);
        QCOMPARE(sent(), before);
        QCOMPARE(desk.session().state(), LiveSession::State::Locked);
        QVERIFY(settled(desk.session().unlock(QStringLiteral("not a password"))).has_value());
    }

    void asksForTheCodeInPlaceOfTheWarning() {
        Desk desk;
        desk.signIn();
        desk.ask("/v1/warned");
        auto waiting = desk.practice.link().api.ask({.path = QStringLiteral("/v1/blocked")});
        QTRY_VERIFY(desk.window.findChild<ui::OpeningBlockDialog*>());
        QCOMPARE(desk.warnings(), 0);
        QVERIFY(!waiting.isFinished());
    }
};

} // namespace custos::app

int main(int argc, char** argv) {
    // Whoever runs this has a keychain and a desktop of their own, which are none of its business.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent");
    QApplication application(argc, argv);
    custos::ui::installTheme(application, custos::ui::Theme());
    custos::app::TestPracticeDesk tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "test_practice_desk.moc"
