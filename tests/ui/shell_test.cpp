#include "tests/ui/support/reading.h"
#include "tests/ui/support/screens.h"
#include "ui/fail_closed/fail_closed_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/workspace.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/dialog.h"

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

} // namespace

/// The frame around every page, by its keys.
class ShellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void railOpensPagesByKeys();
    void f6WalksTheRegionsAndComesBack();
    void lockIsAskedForByItsKeys();
    void theStatusLineSaysThatNoCopyIsKept();
    void failClosedTakesThePlaceOfEveryPage();
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
    auto* page = new ui::FailClosedPage(test::sampleNow(), test::sampleNow(), QStringLiteral("AUD-4F21"));
    shell.workspace.replacePages(page, ui::newFailClosedTitle(test::sampleNow().date()));
    QVERIFY(!shell.second->isVisible());
    QVERIFY(page->isVisible());
    QTest::keyClick(&shell.workspace, Qt::Key_1, Qt::AltModifier);
    QVERIFY(!shell.first->isVisible()); // no role and no key goes round it
    QVERIFY(page->isVisible());
    shell.workspace.restorePages();
    QVERIFY(shell.first->isVisible() || shell.second->isVisible());
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
