#include "tests/ui/support/reading.h"
#include "tests/ui/support/screens.h"
#include "ui/fail_closed/fail_closed_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening_block_notice.h"
#include "ui/shell/rail.h"
#include "ui/shell/workspace.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/dialog.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace custos;
using namespace custos::test;

namespace {

struct Shell {
    ui::Workspace workspace;
    QLineEdit* first = new QLineEdit;
    QLineEdit* second = new QLineEdit;
    QLineEdit* detail = new QLineEdit;

    Shell() {
        auto* page = new QWidget;
        auto* row = new QHBoxLayout(page);
        row->addWidget(first);
        row->addWidget(detail);
        page->setFocusProxy(first);
        workspace.addPage({.label = QStringLiteral("Schedule"),
                           .icon = ui::Icon::Calendar,
                           .content = page,
                           .regions = {first, detail},
                           .keys = {{Qt::Key_B, QStringLiteral("Book here")}}});
        workspace.addPage({.label = QStringLiteral("Audit"), .icon = ui::Icon::Audit, .content = second});
    }
};

/// What the banners say, from the top.
QStringList banners(const Shell& shell) {
    QStringList said;
    for (const auto* banner : shell.workspace.findChildren<ui::Banner*>())
        if (banner->isVisible())
            said.append(banner->accessibleName());
    return said;
}

ui::Banner* alarm(const char* words) {
    return new ui::Banner(ui::Tone::Bad, ui::Icon::Warn, QString::fromLatin1(words));
}

} // namespace

/// The frame around every page, by its keys.
class ShellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void railOpensPagesByKeys();
    void railOpensPagesForAssistiveTechnology();
    void railSaysEachChoiceOnce();
    void f6WalksTheRegionsAndComesBack();
    void lockIsAskedForByItsKeys();
    void theStatusLineSaysThatNoCopyIsKept();
    void failClosedTakesThePlaceOfEveryPage();
    void openingManyPatientsIsSaidOnceAndTakesNoFocus();
    void whatWasDismissedStaysAwayUntilItsTimeIsOver();
    void eachWarningStartsTheTimeAnew();
    void aBlockEndsTheWarningBeforeIt();
    void aNoticeTakesNoAlarmsPlace();
    void keysOfThePageAreListed();
    void windowComesBackWhereItWas();
};

void ShellTest::railOpensPagesByKeys() {
    Shell shell;
    showActive(shell.workspace);
    QSignalSpy opened(&shell.workspace, &ui::Workspace::pageOpened);
    QTest::keyClick(&shell.workspace, Qt::Key_2, Qt::AltModifier);
    QCOMPARE(shell.workspace.currentPage(), 1);
    QVERIFY(shell.second->hasFocus());
    QTest::keyClick(&shell.workspace, Qt::Key_1, Qt::AltModifier);
    QCOMPARE(shell.workspace.currentPage(), 0);
    QTest::keyClick(&shell.workspace, Qt::Key_3, Qt::AltModifier);
    QCOMPARE(opened.count(), 2);
}

void ShellTest::railOpensPagesForAssistiveTechnology() {
    Shell shell;
    showActive(shell.workspace);
    QSignalSpy opened(&shell.workspace, &ui::Workspace::pageOpened);
    for (auto* item : shell.workspace.findChildren<QAbstractButton*>())
        if (item->text() == QStringLiteral("Audit"))
            toggle(*item);
    QCOMPARE(shell.workspace.currentPage(), 1);
    QVERIFY(shell.second->hasFocus());
    QCOMPARE(opened.count(), 1);
}

void ShellTest::railSaysEachChoiceOnce() {
    Shell shell;
    showActive(shell.workspace);
    auto* rail = shell.workspace.findChild<ui::Rail*>();
    const auto items = rail->findChildren<QAbstractButton*>();
    QCOMPARE(items.size(), 2);
    QList<int> chosen;
    connect(rail, &ui::Rail::chosen, this, [&chosen](int index) { chosen << index; });
    QTest::mouseClick(items[1], Qt::LeftButton);
    QCOMPARE(chosen, (QList<int>{1}));
    QTest::mouseClick(items[1], Qt::LeftButton); // back from the rail into the page
    QCOMPARE(chosen, (QList<int>{1, 1}));
    QTest::keyClick(&shell.workspace, Qt::Key_1, Qt::AltModifier);
    toggle(*items[1]);
    QCOMPARE(chosen, (QList<int>{1, 1, 0, 1}));
    items[0]->setFocus();
    QTest::keyClick(items[0], Qt::Key_Space);
    QCOMPARE(chosen, (QList<int>{1, 1, 0, 1, 0}));
}

void ShellTest::f6WalksTheRegionsAndComesBack() {
    Shell shell;
    showActive(shell.workspace);
    shell.first->setFocus();
    QList<QWidget*> seen;
    for (int i = 0; i < 4; ++i) {
        seen << QApplication::focusWidget();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
    }
    QCOMPARE(seen.at(0), shell.first);
    QCOMPARE(seen.at(1), shell.detail);
    QVERIFY(seen.at(2) != seen.at(3)); // rail and top bar
    QCOMPARE(QApplication::focusWidget(), shell.first);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(QApplication::focusWidget(), seen.at(3));
}

void ShellTest::lockIsAskedForByItsKeys() {
    Shell shell;
    showActive(shell.workspace);
    QSignalSpy asked(&shell.workspace, &ui::Workspace::lockRequested);
    QTest::keyClick(shell.first, Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(asked.count(), 1);
    button(shell.workspace, QStringLiteral("Lock")).click();
    QCOMPARE(asked.count(), 2);
}

void ShellTest::theStatusLineSaysThatNoCopyIsKept() {
    Shell shell;
    showActive(shell.workspace);
    const QString words = QStringLiteral("No offline copy");
    QVERIFY(!says(shell.workspace, words));
    shell.workspace.setOnlineOnly(true);
    QVERIFY(says(shell.workspace, words));
    for (const auto* text : shell.workspace.findChildren<ui::Text*>()) {
        if (text->text() == words) {
            QVERIFY(text->accessibleDescription().contains(QStringLiteral("keychain is locked or missing")));
        }
    }
    shell.workspace.setOnlineOnly(false);
    QVERIFY(!says(shell.workspace, words));
}

void ShellTest::failClosedTakesThePlaceOfEveryPage() {
    Shell shell;
    showActive(shell.workspace);
    QTest::keyClick(&shell.workspace, Qt::Key_2, Qt::AltModifier);
    auto* page = new ui::FailClosedPage(test::sampleNow(), test::sampleNow());
    shell.workspace.replacePages(page, ui::newFailClosedTitle(test::sampleNow().date()));
    QVERIFY(!shell.second->isVisible());
    QVERIFY(page->isVisible());
    QTest::keyClick(&shell.workspace, Qt::Key_1, Qt::AltModifier);
    QVERIFY(!shell.first->isVisible()); // no role and no key goes round it
    QVERIFY(page->isVisible());
    shell.workspace.restorePages();
    QVERIFY(shell.first->isVisible() || shell.second->isVisible());
}

void ShellTest::openingManyPatientsIsSaidOnceAndTakesNoFocus() {
    Shell shell;
    showActive(shell.workspace);
    shell.first->setFocus();
    auto* notice = new ui::OpeningBlockNotice(shell.workspace);
    notice->warn();
    notice->warn();
    QCOMPARE(banners(shell), QStringList{QStringLiteral(
                                 "You have opened many patients or days in a short time. If it goes on, "
                                 "opening more stops until you, or an owner, let you go on.")});
    QVERIFY(shell.first->hasFocus());
}

void ShellTest::whatWasDismissedStaysAwayUntilItsTimeIsOver() {
    Shell shell;
    showActive(shell.workspace);
    auto* notice = new ui::OpeningBlockNotice(shell.workspace, std::chrono::seconds(1));
    notice->warn();
    ui::Button& dismiss = button(shell.workspace, QStringLiteral("Dismiss"));
    dismiss.setFocus();
    QTest::keyClick(&dismiss, Qt::Key_Space);
    QTRY_COMPARE(banners(shell), QStringList());
    QVERIFY(shell.first->hasFocus()); // the page has it, where the banner had it
    notice->warn();
    QCOMPARE(banners(shell), QStringList());
    QTRY_VERIFY(!notice->isWarned());
    notice->warn(); // news again
    QCOMPARE(banners(shell).size(), 1);
    QTRY_COMPARE(banners(shell), QStringList()); // and goes by itself
}

void ShellTest::eachWarningStartsTheTimeAnew() {
    Shell shell;
    showActive(shell.workspace);
    const std::chrono::milliseconds window(400);
    auto* notice = new ui::OpeningBlockNotice(shell.workspace, window);
    notice->warn();
    QTest::qWait(150);
    QElapsedTimer sinceLast;
    sinceLast.start();
    notice->warn();
    QTRY_COMPARE(banners(shell), QStringList());
    QVERIFY(sinceLast.elapsed() > window.count() * 9 / 10);
}

void ShellTest::aBlockEndsTheWarningBeforeIt() {
    Shell shell;
    showActive(shell.workspace);
    auto* notice = new ui::OpeningBlockNotice(shell.workspace);
    notice->warn();
    notice->withdraw();
    QCOMPARE(banners(shell), QStringList());
    notice->warn(); // of the next count
    QCOMPARE(banners(shell).size(), 1);
}

void ShellTest::aNoticeTakesNoAlarmsPlace() {
    Shell shell;
    showActive(shell.workspace);
    auto* notice = new ui::OpeningBlockNotice(shell.workspace);
    shell.workspace.addBanner(alarm("one"));
    notice->warn();
    QCOMPARE(banners(shell).size(), 2);
    shell.workspace.addBanner(alarm("two"));
    QCOMPARE(banners(shell), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
    notice->withdraw();
    notice->warn();
    QCOMPARE(banners(shell), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
    shell.workspace.addBanner(alarm("three"));
    QCOMPARE(banners(shell), (QStringList{QStringLiteral("two"), QStringLiteral("three")}));
}

void ShellTest::keysOfThePageAreListed() {
    Shell shell;
    showActive(shell.workspace);
    QTest::keyClick(shell.first, Qt::Key_F1);
    auto* dialog = shell.workspace.findChild<ui::Dialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(says(*dialog, QStringLiteral("Book here")));
    QVERIFY(says(*dialog, QStringLiteral("Lock now")));
}

void ShellTest::windowComesBackWhereItWas() {
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    const QRect place(20, 30, 1200, 700);
    {
        ui::MainWindow window(settings);
        window.show();
        window.setGeometry(place);
        window.close();
    }
    ui::MainWindow window(settings);
    QCOMPARE(window.size(), place.size());
    QCOMPARE(window.windowTitle(), QStringLiteral("Custos"));
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    ShellTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "shell_test.moc"
