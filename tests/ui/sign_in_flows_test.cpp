#include "models/domain/problem.h"
#include "tests/ui/support/reading.h"
#include "tests/ui/support/screens.h"
#include "ui/enrol/first_run_screen.h"
#include "ui/shell/opening_block_dialog.h"
#include "ui/sign_in/code_screen.h"
#include "ui/sign_in/invitation_screen.h"
#include "ui/sign_in/qr_code.h"
#include "ui/sign_in/recovery_codes.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/sign_in/strength_bar.h"
#include "ui/sign_in/totp_enrolment_screen.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/code_entry.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace custos;
using namespace custos::test;
using Kind = Problem::Kind;

namespace {

QString practice() {
    return QStringLiteral("Harbor Lane Medical & Dental");
}

QList<QLineEdit*> visibleEdits(const QWidget& screen) {
    QList<QLineEdit*> edits;
    for (QLineEdit* edit : screen.findChildren<QLineEdit*>()) {
        if (edit->isVisibleTo(&screen)) {
            edits << edit;
        }
    }
    return edits;
}

} // namespace

class SignInFlowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signInByKeyboardAlone();
    void signInKeepsNoPassword();
    void signInAsksForWhatIsMissing();
    void refusalNamesNoPerson_data();
    void refusalNamesNoPerson();
    void wrongServerOffersNoWayOn();
    void busySignInTakesNoSecondPress();
    void sixthDigitSendsTheCode();
    void recoveryCodeTakesTheCodesPlace();
    void invitationAsksForALongEnoughPasswordTwice();
    void invitationSaysHowHardThePasswordIsToGuess();
    void invitationTakesAPastedPasswordAndNoCommonOne();
    void invitationHandsThePasswordOverAndKeepsNone();
    void blockOnOpeningAsksForACode();
    void blockThatOnlyAnOwnerLiftsTakesNoCode_data();
    void blockThatOnlyAnOwnerLiftsTakesNoCode();
    void manualKeyIsTheKeyOfTheUri();
    void copiedKeyIsMarkedAsASecret();
    void qrCodeCarriesTheUri();
    void recoveryCodesAreHiddenUntilTheCodeIsRight();
    void continueNeedsTheTick();
    void anotherFileNeedsAnotherTick();
    void badFileOffersOnlyAnother_data();
    void badFileOffersOnlyAnother();
};

void SignInFlowsTest::signInByKeyboardAlone() {
    ui::SignInScreen screen(practice());
    screen.setFocus();
    showActive(screen);
    QSignalSpy asked(&screen, &ui::SignInScreen::signInRequested);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("mira.okonjo"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("not-a-secret"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first(), QVariantList({QStringLiteral("mira.okonjo"), QStringLiteral("not-a-secret")}));
}

void SignInFlowsTest::signInKeepsNoPassword() {
    ui::SignInScreen screen(practice());
    const auto edits = visibleEdits(screen);
    edits.at(0)->setText(QStringLiteral("mira.okonjo"));
    edits.at(1)->setText(QStringLiteral("not-a-secret"));
    button(screen, QStringLiteral("Sign in")).click();
    QVERIFY(edits.at(1)->text().isEmpty());
    edits.at(1)->undo();
    QVERIFY(edits.at(1)->text().isEmpty());
}

void SignInFlowsTest::signInAsksForWhatIsMissing() {
    ui::SignInScreen screen(practice());
    QSignalSpy asked(&screen, &ui::SignInScreen::signInRequested);
    button(screen, QStringLiteral("Sign in")).click();
    QCOMPARE(asked.count(), 0);
    QVERIFY(says(screen, QStringLiteral("Type your username.")));
}

void SignInFlowsTest::refusalNamesNoPerson_data() {
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind <= static_cast<int>(Kind::Cancelled); ++kind) {
        QTest::newRow(QByteArray::number(kind).constData()) << kind;
    }
}

void SignInFlowsTest::refusalNamesNoPerson() {
    QFETCH(int, kind);
    ui::SignInScreen screen(practice());
    screen.setUsername(QStringLiteral("mira.okonjo"));
    screen.showProblem({.kind = static_cast<Kind>(kind), .attemptsLeft = 3});
    const ui::Refusal refusal = ui::signInRefusal({.kind = static_cast<Kind>(kind), .attemptsLeft = 3});
    QVERIFY(!refusal.title.isEmpty());
    QVERIFY(says(screen, refusal.title));
    QVERIFY(!(refusal.title + refusal.sentence).contains(QStringLiteral("mira")));
    QVERIFY(!refusal.title.contains(QLatin1Char('!')));
}

void SignInFlowsTest::wrongServerOffersNoWayOn() {
    ui::SignInScreen screen(practice());
    screen.setUsername(QStringLiteral("mira.okonjo"));
    QSignalSpy asked(&screen, &ui::SignInScreen::signInRequested);
    screen.showProblem({.kind = Kind::WrongServer});
    QVERIFY(!button(screen, QStringLiteral("Sign in")).isEnabled());
    for (QLineEdit* edit : visibleEdits(screen)) {
        QVERIFY(!edit->isEnabled());
    }
    button(screen, QStringLiteral("Sign in")).click();
    QCOMPARE(asked.count(), 0);
}

void SignInFlowsTest::busySignInTakesNoSecondPress() {
    ui::SignInScreen screen(practice());
    QSignalSpy asked(&screen, &ui::SignInScreen::signInRequested);
    const auto edits = visibleEdits(screen);
    edits.at(0)->setText(QStringLiteral("mira.okonjo"));
    edits.at(1)->setText(QStringLiteral("not-a-secret"));
    screen.setBusy();
    QTest::keyClick(edits.at(1), Qt::Key_Return);
    QCOMPARE(asked.count(), 0);
}

void SignInFlowsTest::sixthDigitSendsTheCode() {
    ui::CodeScreen screen(practice(), QStringLiteral("mira.okonjo"), test::sampleClock());
    QSignalSpy entered(&screen, &ui::CodeScreen::codeEntered);
    auto* code = screen.findChild<ui::CodeEntry*>();
    QVERIFY(!button(screen, QStringLiteral("Continue")).isEnabled());
    QTest::keyClicks(code, QStringLiteral("481209"));
    QCOMPARE(entered.count(), 1);
    QCOMPARE(entered.first().first().toString(), QStringLiteral("481209"));
    screen.setBusy();
    screen.showProblem({.kind = Kind::Unauthenticated});
    QVERIFY(code->text().isEmpty());
    QVERIFY(!code->isReadOnly());
}

void SignInFlowsTest::recoveryCodeTakesTheCodesPlace() {
    ui::CodeScreen screen(practice(), QStringLiteral("mira.okonjo"), test::sampleClock());
    QSignalSpy entered(&screen, &ui::CodeScreen::recoveryCodeEntered);
    button(screen, QStringLiteral("Use a recovery code")).click();
    const auto edits = visibleEdits(screen);
    QCOMPARE(edits.size(), 1);
    QTest::keyClicks(edits.first(), QStringLiteral(" 7kqm-2wxa "));
    QTest::keyClick(edits.first(), Qt::Key_Return);
    QCOMPARE(entered.first().first().toString(), QStringLiteral("7kqm-2wxa"));
}

void SignInFlowsTest::invitationAsksForALongEnoughPasswordTwice() {
    ui::InvitationScreen screen(practice(), QStringLiteral("harborlane"));
    QSignalSpy chosen(&screen, &ui::InvitationScreen::passwordChosen);
    screen.askPassword(test::sampleInvitation());
    const auto edits = visibleEdits(screen);
    edits.at(0)->setText(QStringLiteral("short"));
    edits.at(1)->setText(QStringLiteral("short"));
    button(screen, QStringLiteral("Continue")).click();
    QVERIFY(says(screen, QStringLiteral("At least 8 characters.")));
    edits.at(0)->setText(QStringLiteral("tide pool lantern"));
    edits.at(1)->setText(QStringLiteral("tide pool lanterm"));
    button(screen, QStringLiteral("Continue")).click();
    QVERIFY(says(screen, QStringLiteral("The two are not the same.")));
    QCOMPARE(chosen.count(), 0);
}

void SignInFlowsTest::invitationSaysHowHardThePasswordIsToGuess() {
    ui::InvitationScreen screen(practice(), QStringLiteral("harborlane"));
    screen.askPassword(test::sampleInvitation());
    showActive(screen);
    QLineEdit* password = visibleEdits(screen).at(0);
    const auto described = [password] { return password->accessibleDescription(); };
    QVERIFY(described().contains(QStringLiteral("a few words of your own")));
    QTest::keyClicks(password, QStringLiteral("mira"));
    QVERIFY(described().startsWith(QStringLiteral("Too short")));
    QTest::keyClicks(password, QStringLiteral(".okonjo"));
    QVERIFY(described().startsWith(QStringLiteral("Too easy to guess")));
    QVERIFY(says(screen, QStringLiteral("Too easy to guess")));
    password->clear();
    QTest::keyClicks(password, QStringLiteral("nine quiet otters hum"));
    QCOMPARE(described(), QStringLiteral("Very hard to guess."));
    const auto* bar = screen.findChild<ui::StrengthBar*>();
    QCOMPARE(bar->accessibleDescription(), QStringLiteral("Very hard to guess."));
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    // Said aloud when typing rests, not with every key, and never what was typed.
    QCOMPARE(lastSpoken(screen), QString());
    QTRY_COMPARE(lastSpoken(screen), QStringLiteral("Very hard to guess."));
#endif
}

void SignInFlowsTest::invitationTakesAPastedPasswordAndNoCommonOne() {
    ui::InvitationScreen screen(practice(), QStringLiteral("harborlane"));
    QSignalSpy chosen(&screen, &ui::InvitationScreen::passwordChosen);
    screen.askPassword(test::sampleInvitation());
    showActive(screen);
    for (const auto* pasted : {u"Harborlane2026", u"nine quiet otters hum"}) {
        QCOMPARE(chosen.count(), 0);
        QApplication::clipboard()->setText(QString::fromUtf16(pasted));
        for (QLineEdit* edit : visibleEdits(screen)) {
            edit->selectAll();
            QTest::keySequence(edit, QKeySequence::Paste);
        }
        button(screen, QStringLiteral("Continue")).click();
    }
    QCOMPARE(chosen.count(), 1);
}

void SignInFlowsTest::invitationHandsThePasswordOverAndKeepsNone() {
    ui::InvitationScreen screen(practice(), QStringLiteral("harborlane"));
    QSignalSpy chosen(&screen, &ui::InvitationScreen::passwordChosen);
    screen.askPassword(test::sampleInvitation());
    const auto edits = visibleEdits(screen);
    for (QLineEdit* edit : edits) {
        edit->setText(QStringLiteral("tide pool lantern"));
    }
    button(screen, QStringLiteral("Continue")).click();
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("tide pool lantern"));
    for (const QLineEdit* edit : edits) {
        QVERIFY(edit->text().isEmpty());
    }
}

void SignInFlowsTest::blockOnOpeningAsksForACode() {
    QWidget host;
    QLineEdit before(&host);
    showActive(host);
    before.setFocus();
    QPointer<ui::OpeningBlockDialog> dialog = new ui::OpeningBlockDialog(host);
    QSignalSpy entered(dialog, &ui::OpeningBlockDialog::codeEntered);
    dialog->open();
    dialog->setFocus();
    auto* code = qobject_cast<ui::CodeEntry*>(QApplication::focusWidget());
    QVERIFY(code);
    QVERIFY(code->accessibleDescription().contains(QStringLiteral("more patients")));
    QTest::keyClicks(code, QStringLiteral("481209"));
    QCOMPARE(entered.count(), 1);
    QTest::keyClick(code, Qt::Key_Return); // is being checked already
    QCOMPARE(entered.count(), 1);
    dialog->showProblem(
        {.kind = Kind::Unauthenticated, .code = QStringLiteral("wrong_credentials"), .attemptsLeft = 4});
    QVERIFY(says(*dialog, QStringLiteral("That code is not right")));
    QVERIFY(says(*dialog, QStringLiteral("4 attempts left")));
    QCOMPARE(QApplication::focusWidget(), code);
    QTest::keyClicks(code, QStringLiteral("112233"));
    QCOMPARE(entered.count(), 2);
    QTest::keyClick(code, Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QCOMPARE(QApplication::focusWidget(), &before);
}

void SignInFlowsTest::blockThatOnlyAnOwnerLiftsTakesNoCode_data() {
    QTest::addColumn<Problem>("problem");
    QTest::addColumn<QString>("words");
    const QDateTime until(QDate(2026, 11, 17), QTime(8, 19), QTimeZone("America/New_York"));
    QTest::newRow("second block") << Problem{.kind = Kind::Forbidden,
                                             .code = QStringLiteral("opening_blocked_owner")}
                                  << QStringLiteral("An owner has to let you go on");
    QTest::newRow("locked") << Problem{.kind = Kind::Locked, .lockedUntil = until}
                            << QStringLiteral("This account is locked until 8:19 AM");
}

void SignInFlowsTest::blockThatOnlyAnOwnerLiftsTakesNoCode() {
    QFETCH(Problem, problem);
    QFETCH(QString, words);
    QWidget host;
    showActive(host);
    auto* dialog = new ui::OpeningBlockDialog(host);
    dialog->open();
    dialog->showProblem(problem);
    QVERIFY(says(*dialog, words));
    QVERIFY(!dialog->findChild<ui::CodeEntry*>()->isEnabled());
    QVERIFY(!button(*dialog, QStringLiteral("Go on")).isEnabled());
    QVERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
}

void SignInFlowsTest::manualKeyIsTheKeyOfTheUri() {
    const QString key = ui::manualKey(test::sampleInvitation().totpUri);
    QCOMPARE(key, QStringLiteral("KR5W 3ZQM HX2N 7TBD\nPL4C V6YJ E2SA Q7MU"));
}

void SignInFlowsTest::copiedKeyIsMarkedAsASecret() {
    ui::TotpEnrolmentScreen screen(test::sampleInvitation());
    button(screen, QStringLiteral("Copy key")).click();
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(data->text(), QStringLiteral("KR5W3ZQMHX2N7TBDPL4CV6YJE2SAQ7MU"));
    QCOMPARE(data->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
}

void SignInFlowsTest::qrCodeCarriesTheUri() {
    const QImage one = ui::qrModules(test::sampleInvitation().totpUri);
    const QImage other = ui::qrModules(QStringLiteral("otpauth://totp/Custos:other?secret=AAAA"));
    QVERIFY(one.width() >= 21 && (one.width() - 17) % 4 == 0);
    // The three finders, and nothing but black and white.
    for (const QPoint corner : {QPoint(0, 0), QPoint(one.width() - 7, 0), QPoint(0, one.width() - 7)}) {
        QCOMPARE(qGray(one.pixel(corner)), 0);
        QCOMPARE(qGray(one.pixel(corner + QPoint(1, 1))), 255);
        QCOMPARE(qGray(one.pixel(corner + QPoint(3, 3))), 0);
    }
    QVERIFY(one != other);
    QVERIFY(ui::qrModules(QString(5000, u'x')).isNull());
}

void SignInFlowsTest::recoveryCodesAreHiddenUntilTheCodeIsRight() {
    ui::TotpEnrolmentScreen screen(test::sampleInvitation());
    QSignalSpy finished(&screen, &ui::TotpEnrolmentScreen::finished);
    QVERIFY(!button(screen, QStringLiteral("Finish setup")).isEnabled());
    screen.setBusy();
    button(screen, QStringLiteral("Finish setup")).click();
    QCOMPARE(finished.count(), 0);
    screen.showProblem({.kind = Kind::Unauthenticated});
    QVERIFY(!button(screen, QStringLiteral("Finish setup")).isEnabled());
    QVERIFY(!says(screen, QStringLiteral("7kqm-2wxa")));
    screen.showRecoveryCodes(test::sampleRecoveryCodes());
    for (const QString& code : test::sampleRecoveryCodes()) {
        QVERIFY(says(screen, code));
    }
    QVERIFY(button(screen, QStringLiteral("Finish setup")).isEnabled());
}

void SignInFlowsTest::continueNeedsTheTick() {
    ui::FirstRunScreen screen;
    QSignalSpy accepted(&screen, &ui::FirstRunScreen::accepted);
    auto& go = button(screen, QStringLiteral("Continue to sign in"));
    QVERIFY(!go.isEnabled());
    screen.showOffer(test::sampleOffer());
    QVERIFY(!go.isEnabled());
    for (const QString& group : test::sampleOffer().fingerprint) {
        QVERIFY(says(screen, group));
    }
    screen.findChild<QCheckBox*>()->click();
    QVERIFY(go.isEnabled());
    go.click();
    QCOMPARE(accepted.count(), 1);
}

void SignInFlowsTest::anotherFileNeedsAnotherTick() {
    ui::FirstRunScreen screen;
    screen.showOffer(test::sampleOffer());
    screen.findChild<QCheckBox*>()->click();
    screen.showOffer(test::sampleOffer());
    QVERIFY(!button(screen, QStringLiteral("Continue to sign in")).isEnabled());
}

void SignInFlowsTest::badFileOffersOnlyAnother_data() {
    QTest::addColumn<int>("failure");
    for (int failure = 0; failure <= static_cast<int>(EnrolmentFailure::NotStored); ++failure) {
        QTest::newRow(QByteArray::number(failure).constData()) << failure;
    }
}

void SignInFlowsTest::badFileOffersOnlyAnother() {
    QFETCH(int, failure);
    ui::FirstRunScreen screen;
    screen.showOffer(test::sampleOffer());
    screen.findChild<QCheckBox*>()->click();
    screen.showFailure(static_cast<EnrolmentFailure>(failure), QStringLiteral("other.custos"));
    QVERIFY(!button(screen, QStringLiteral("Continue to sign in")).isEnabled());
    QVERIFY(!screen.findChild<QCheckBox*>()->isVisibleTo(&screen));
    QVERIFY(!says(screen, test::sampleOffer().fingerprint.constFirst()));
    QVERIFY(button(screen, QStringLiteral("Open another")).isEnabled());
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    SignInFlowsTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "sign_in_flows_test.moc"
