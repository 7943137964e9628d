#include "tests/ui/support/reading.h"
#include "ui/shell/workspace.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_entry.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/field.h"
#include "ui/widgets/role_text.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast_stack.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace custos;
using namespace custos::test;

namespace {

int editableFieldsBelow(QAccessibleInterface* node) {
    int count = node->role() == QAccessible::EditableText;
    for (int i = 0; i < node->childCount(); ++i) {
        count += editableFieldsBelow(node->child(i));
    }
    return count;
}

} // namespace

class WidgetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void codeTakesAPasteWithAnythingAroundTheDigits_data();
    void codeTakesAPasteWithAnythingAroundTheDigits();
    void codeSaysOnceThatItIsComplete();
    void codeTakesNoLetterAndNoSeventhDigit();
    void codeIsOneFieldToAssistiveTechnology();
    void fieldIsNamedByItsLabelAndDescribedByItsError();
    void wipedFieldCannotBeUndone();
    void eyeShowsAndHidesThePassword();
    void capsLockIsNoticedWhileTyping();
    void busyButtonKeepsItsWidthAndTakesNoPress();
    void enterPressesTheFocusedButton();
    void textShowsMarkupAsItStands();
    void emphasisedPartIsWithinTheSentence();
    void dialogKeepsTabInsideAndGivesFocusBack();
    void dialogClosesOnEscape();
    void whoeverAnnouncesKeepsItsName();
    void toastActsOnceAndGoes();
    void fourthToastTakesThePlaceOfTheFirst();
    void spansAreSaidInWords();
    void titlesAreNoInitials();
    void rolesAreSaidInThePracticesWords();
};

void WidgetsTest::codeTakesAPasteWithAnythingAroundTheDigits_data() {
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("kept");
    QTest::newRow("plain") << "481209"
                           << "481209";
    QTest::newRow("two groups") << "481 209"
                                << "481209";
    QTest::newRow("a sentence") << "Your code is 481-209."
                                << "481209";
    QTest::newRow("too long") << "4812095"
                              << "481209";
    QTest::newRow("other digits") << QStringLiteral("٤٨١٢٠٩") << "481209";
    QTest::newRow("nothing") << "no code"
                             << "";
}

void WidgetsTest::codeTakesAPasteWithAnythingAroundTheDigits() {
    QFETCH(QString, pasted);
    QFETCH(QString, kept);
    ui::CodeEntry code;
    QGuiApplication::clipboard()->setText(pasted);
    code.paste();
    QCOMPARE(code.text(), kept);
}

void WidgetsTest::codeSaysOnceThatItIsComplete() {
    ui::CodeEntry code;
    QSignalSpy completed(&code, &ui::CodeEntry::completed);
    QTest::keyClicks(&code, QStringLiteral("48120"));
    QCOMPARE(completed.count(), 0);
    QTest::keyClicks(&code, QStringLiteral("9"));
    QCOMPARE(completed.count(), 1);
    QCOMPARE(completed.first().first().toString(), QStringLiteral("481209"));
}

void WidgetsTest::codeTakesNoLetterAndNoSeventhDigit() {
    ui::CodeEntry code;
    QTest::keyClicks(&code, QStringLiteral("4a8b1 2x09777"));
    QCOMPARE(code.text(), QStringLiteral("481209"));
}

void WidgetsTest::codeIsOneFieldToAssistiveTechnology() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* code = new ui::CodeEntry;
    code->setAccessibleName(QStringLiteral("6-digit code"));
    column->addWidget(code);
    window.show();
    QAccessibleInterface* node = QAccessible::queryAccessibleInterface(&window);
    QCOMPARE(editableFieldsBelow(node), 1);
    code->setText(QStringLiteral("481209"));
    QCOMPARE(QAccessible::queryAccessibleInterface(code)->text(QAccessible::Value), QStringLiteral("481209"));
}

void WidgetsTest::fieldIsNamedByItsLabelAndDescribedByItsError() {
    ui::Field field(QStringLiteral("Username"), ui::LineEdit::Height::Large);
    field.setHelp(QStringLiteral("As your practice gave it to you."));
    QAccessibleInterface* node = QAccessible::queryAccessibleInterface(&field.edit());
    QCOMPARE(node->text(QAccessible::Name), QStringLiteral("Username"));
    QCOMPARE(node->text(QAccessible::Description), QStringLiteral("As your practice gave it to you."));
    field.setError(QStringLiteral("Type your username."));
    QCOMPARE(node->text(QAccessible::Description), QStringLiteral("Type your username."));
    QVERIFY(field.edit().isInvalid());
}

void WidgetsTest::wipedFieldCannotBeUndone() {
    ui::Field field(QStringLiteral("Password"), ui::LineEdit::Height::Large);
    field.makePassword();
    QTest::keyClicks(&field.edit(), QStringLiteral("not-a-secret"));
    field.wipe();
    QVERIFY(field.text().isEmpty());
    field.edit().undo();
    QVERIFY(field.text().isEmpty());
}

void WidgetsTest::eyeShowsAndHidesThePassword() {
    ui::Field field(QStringLiteral("Password"), ui::LineEdit::Height::Large);
    field.makePassword();
    auto* eye = field.findChild<QAbstractButton*>();
    QCOMPARE(eye->accessibleName(), QStringLiteral("Show password"));
    QVERIFY(eye->focusPolicy() & Qt::TabFocus);
    eye->click();
    QCOMPARE(field.edit().echoMode(), QLineEdit::Normal);
    QCOMPARE(eye->accessibleName(), QStringLiteral("Hide password"));
    eye->click();
    QCOMPARE(field.edit().echoMode(), QLineEdit::Password);
}

void WidgetsTest::capsLockIsNoticedWhileTyping() {
    ui::Field field(QStringLiteral("Password"), ui::LineEdit::Height::Large);
    field.makePassword();
    QTest::keyClick(&field.edit(), 'A', Qt::ShiftModifier);
    QVERIFY(field.edit().accessibleDescription().isEmpty());
    QTest::keyEvent(QTest::Click, &field.edit(), 'A', Qt::NoModifier);
    QKeyEvent press(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, QStringLiteral("A"));
    QApplication::sendEvent(&field.edit(), &press);
    QCOMPARE(field.edit().accessibleDescription(), QStringLiteral("Caps Lock is on"));
}

void WidgetsTest::busyButtonKeepsItsWidthAndTakesNoPress() {
    ui::Button button(QStringLiteral("Sign in"), ui::Button::Kind::Primary, ui::Button::Size::Large);
    button.setKeyCap(Qt::Key_Return);
    QSignalSpy clicked(&button, &QAbstractButton::clicked);
    const QSize before = button.sizeHint();
    button.setBusy(QStringLiteral("Signing in"));
    QCOMPARE(button.sizeHint(), before);
    QTest::mouseClick(&button, Qt::LeftButton);
    QTest::keyClick(&button, Qt::Key_Space);
    QTest::keyClick(&button, Qt::Key_Return);
    QCOMPARE(clicked.count(), 0);
    button.setIdle();
    QTest::mouseClick(&button, Qt::LeftButton);
    QCOMPARE(clicked.count(), 1);
}

void WidgetsTest::enterPressesTheFocusedButton() {
    ui::Button button(QStringLiteral("Cancel"), ui::Button::Kind::Plain);
    QSignalSpy clicked(&button, &QAbstractButton::clicked);
    QTest::keyClick(&button, Qt::Key_Return);
    QCOMPARE(clicked.count(), 1);
}

void WidgetsTest::textShowsMarkupAsItStands() {
    const QString hostile = QStringLiteral("<img src='http://x'><b>bold</b>");
    ui::Text text(hostile, ui::TypeRole::Body);
    QCOMPARE(text.textFormat(), Qt::PlainText);
    const ui::Theme theme;
    const qreal advance = QFontMetricsF(theme.font(ui::TypeRole::Body)).horizontalAdvance(hostile);
    QVERIFY(qAbs(text.sizeHint().width() - advance) < 2);
    QVERIFY(!ui::plainToolTip(hostile).contains(QLatin1String("<b>")));
}

void WidgetsTest::emphasisedPartIsWithinTheSentence() {
    ui::Text text(QStringLiteral("for mira.okonjo"), ui::TypeRole::Body);
    const int plain = text.sizeHint().width();
    text.setEmphasis(QStringLiteral("mira.okonjo"));
    QVERIFY(text.sizeHint().width() > plain);
}

void WidgetsTest::dialogKeepsTabInsideAndGivesFocusBack() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* outside = new QLineEdit;
    column->addWidget(outside);
    showActive(window);
    outside->setFocus();
    auto* dialog = new ui::Dialog(window, QStringLiteral("Sample"), 400);
    auto* inside = new ui::Button(QStringLiteral("Keep"), ui::Button::Kind::Plain);
    dialog->content().addWidget(inside);
    dialog->open();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), i % 2 ? Qt::Key_Tab : Qt::Key_Backtab);
    }
    dialog->close();
    QCOMPARE(QApplication::focusWidget(), outside);
}

void WidgetsTest::dialogClosesOnEscape() {
    QWidget window;
    showActive(window);
    auto* dialog = new ui::Dialog(window, QStringLiteral("Sample"), 400);
    QSignalSpy closed(dialog, &ui::Dialog::closed);
    dialog->open();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
    QVERIFY(!dialog->isVisible());
}

void WidgetsTest::whoeverAnnouncesKeepsItsName() {
    QWidget page;
    page.setAccessibleName(QStringLiteral("Book a visit"));
    showActive(page);
    ui::announce(page, QStringLiteral("One found"));
    ui::announce(page, QStringLiteral("Two found"));
    QCOMPARE(page.accessibleName(), QStringLiteral("Book a visit"));
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    const auto voices = page.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    QCOMPARE(voices.size(), 1);
    // As a screen reader wants it, or it keeps silent: a notification, with the words in a label of some
    // size.
    auto* voice = QAccessible::queryAccessibleInterface(voices.first());
    QCOMPARE(voice->role(), QAccessible::Notification);
    QCOMPARE(voice->childCount(), 1);
    QCOMPARE(voice->child(0)->role(), QAccessible::StaticText);
    QCOMPARE(voice->child(0)->text(QAccessible::Name), QStringLiteral("Two found"));
    QVERIFY(!voice->child(0)->rect().isEmpty());
#endif
}

void WidgetsTest::toastActsOnceAndGoes() {
    QWidget window;
    showActive(window);
    ui::ToastStack toasts(window, 16, 38);
    int acts = 0;
    toasts.show(ui::Tone::Ok, QStringLiteral("Booked 3:30 PM today"), QStringLiteral("Undo"),
                [&acts] { ++acts; });
    QVERIFY(toasts.isVisible());
    auto* act = toasts.findChild<ui::Button*>();
    act->click();
    QTRY_VERIFY(!toasts.isVisible());
    QCOMPARE(acts, 1);
}

void WidgetsTest::fourthToastTakesThePlaceOfTheFirst() {
    QWidget window;
    showActive(window);
    ui::ToastStack toasts(window, 16, 38);
    for (const char* sentence : {"One", "Two", "Three", "Four"}) {
        toasts.show(ui::Tone::Ok, QString::fromLatin1(sentence));
    }
    QStringList shown;
    for (const ui::Text* text : toasts.findChildren<ui::Text*>()) {
        shown << text->text();
    }
    QCOMPARE(shown, QStringList({QStringLiteral("Two"), QStringLiteral("Three"), QStringLiteral("Four")}));
}

void WidgetsTest::spansAreSaidInWords() {
    using namespace std::chrono;
    QCOMPARE(ui::spanText(seconds(12)), QStringLiteral("12 s"));
    QCOMPARE(ui::spanText(minutes(11)), QStringLiteral("11 min"));
    QCOMPARE(ui::spanText(minutes(552)), QStringLiteral("9 h 12 min"));
    QCOMPARE(ui::spanText(minutes(548)), QStringLiteral("9 h 08 min"));
    QCOMPARE(ui::spanText(seconds(-5)), QStringLiteral("0 s"));
}

void WidgetsTest::titlesAreNoInitials() {
    QCOMPARE(ui::initials(QStringLiteral("Mira Okonjo")), QStringLiteral("MO"));
    QCOMPARE(ui::initials(QStringLiteral("Dr. Tobias Lindqvist")), QStringLiteral("TL"));
    QCOMPARE(ui::initials(QStringLiteral("Prince")), QStringLiteral("P"));
    QCOMPARE(ui::initials(QString()), QString());
}

void WidgetsTest::rolesAreSaidInThePracticesWords() {
    QCOMPARE(ui::rolesText({QStringLiteral("owner"), QStringLiteral("provider")}),
             QStringLiteral("Owner, provider"));
    QCOMPARE(ui::rolesText({QStringLiteral("porter")}), QStringLiteral("porter"));
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    WidgetsTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "widgets_test.moc"
