#include "models/audit/ledger_values.h"
#include "tests/ui/audit/audit_world.h"
#include "tests/ui/support/reading.h"
#include "tests/ui/support/unnamed.h"
#include "ui/audit/alarm_strip.h"
#include "ui/audit/audit_view.h"
#include "ui/audit/audit_words.h"
#include "ui/audit/entry_panel.h"
#include "ui/audit/filter_panel.h"
#include "ui/audit/proof_badge.h"
#include "ui/audit/proof_path.h"
#include "ui/widgets/button.h"
#include "ui/widgets/fold_button.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace custos;
using namespace custos::test;

namespace {

/// The first one of a kind that says this.
template<class T>
T* saying(const QWidget& in, const QString& text) {
    for (T* widget : in.findChildren<T*>())
        if (widget->text() == text)
            return widget;
    return nullptr;
}

bool shows(const QWidget& in, const QString& text) {
    for (const ui::Text* label : in.findChildren<ui::Text*>())
        if (label->isVisible() && label->text().contains(text))
            return true;
    return false;
}

} // namespace

class AuditPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBadgeIsGreenForAnHonestLogAndSaysWhatWasChecked();
    void theBadgeIsNotGreenBeforeAnythingIsProven();
    void theBadgeIsNeverGreenForALie_data();
    void theBadgeIsNeverGreenForALie();
    void anAlarmSaysWhatToDo();
    void closingAnAlarmAsksTwice();
    void onlyAnOwnerMayCloseAnAlarm();
    void theEntryIsNamedInTheListAndThePanel();
    void theKeyboardGoesEverywhere();
    void theFilterAsksTheServer();
    void whatAssistiveTechnologyTogglesIsChosen();
    void kindsOfActAreFoldedIntoGroups();
    void typingFindsAKindOfActInItsGroup();
    void everyKindOfActCanBeChosen();
    void aScreenReaderHearsWhetherAGroupIsOpen();
    void aSavedProofIsABundle();
    void savingOverwritesNothing();
    void scrollingDownKeepsThePlace();
    void everyControlOfEveryPictureHasAName_data();
    void everyControlOfEveryPictureHasAName();
    void everyCellHasAName();
    void whoIsNoPersonIsTheSystemOrNobodyKnown();
    void theProofPathSaysWhatItDraws();
};

void AuditPageTest::theBadgeIsGreenForAnHonestLogAndSaysWhatWasChecked() {
    AuditWorld world;
    world.open();
    const auto& badge = world.part<ui::ProofBadge>();
    QVERIFY(badge.isGreen());
    QCOMPARE(badge.accessibleName(),
             QStringLiteral("Entries shown proven on this computer, consistent since Nov 12"));
    const QString account = badge.accessibleDescription();
    QVERIFY2(
        account.contains(QStringLiteral("over 1,000 entries is signed by the practice’s key at 22:14:39")),
        qPrintable(account));
    QVERIFY(account.contains(QLatin1String("remembered since Nov 12, 2026")));
    QVERIFY(account.contains(QLatin1String("40 entries shown are in it")));
    QVERIFY(!world.part<ui::AlarmStrip>().isVisible());
}

void AuditPageTest::theBadgeIsNotGreenBeforeAnythingIsProven() {
    AuditWorld world;
    world.server.answers.delayed = true;
    world.open();
    QVERIFY(!world.part<ui::ProofBadge>().isGreen());
}

void AuditPageTest::theBadgeIsNeverGreenForALie_data() {
    using Lie = std::function<void(AuditWorld&)>;
    QTest::addColumn<Lie>("lie");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const Lie& lie, const QString& words) {
        QTest::newRow(name) << lie << words;
    };
    row(
        "rollback", [](AuditWorld& w) { w.server.lie = auditLog(400); },
        QStringLiteral("Proof broken at entry 400"));
    row(
        "fork", [](AuditWorld& w) { w.server.lie = auditLog(1000, 240); }, QStringLiteral("Proof broken"));
    row(
        "edited", [](AuditWorld& w) { w.server.edited[989] = auditEntry(2000, toLedger(w.clock.at)); },
        QStringLiteral("Proof broken at entry 989"));
    row(
        "wrong path", [](AuditWorld& w) { w.server.wrongPaths = true; },
        QStringLiteral("Proof broken at entry 960"));
    row(
        "wrong key", [](AuditWorld& w) { w.server.lie = ledger::SampleLog(1000, 8); },
        QStringLiteral("Proof broken"));
    row(
        "missing memory", [](AuditWorld& w) { w.store.failure = CheckpointStore::Failure::Missing; },
        QStringLiteral("Proof broken"));
    row(
        "no keychain", [](AuditWorld& w) { w.store.failure = CheckpointStore::Failure::NoKeychain; },
        QStringLiteral("Not proven: nothing to remember by"));
    row(
        "stale", [](AuditWorld& w) { w.server.signedAgo = std::chrono::minutes(6); },
        QStringLiteral("Not proven: tree head too old"));
    row(
        "left out", [](AuditWorld& w) { w.server.withheld = {990}; },
        QStringLiteral("Not proven: an entry is missing"));
    row(
        "unreadable",
        [](AuditWorld& w) {
            w.server.honest.seal({1, 2, 3});
        },
        QStringLiteral("Not proven: unreadable entry"));
}

void AuditPageTest::theBadgeIsNeverGreenForALie() {
    QFETCH(std::function<void(AuditWorld&)>, lie);
    QFETCH(QString, words);
    AuditWorld world;
    lie(world);
    world.open();
    const auto& badge = world.part<ui::ProofBadge>();
    QTRY_COMPARE(badge.text(), words);
    QVERIFY(!badge.isGreen());
}

void AuditPageTest::anAlarmSaysWhatToDo() {
    AuditWorld world;
    world.server.edited[989] = auditEntry(2000, toLedger(world.clock.at));
    world.open();
    QTRY_VERIFY(world.part<ui::AlarmStrip>().isVisible());
    QVERIFY(
        shows(world.part<ui::AlarmStrip>(),
              QStringLiteral("Entry 989 does not match the signed tree head. Nothing is deleted. Save the "
                             "evidence, then call support.")));
    QVERIFY(shows(world.part<ui::AlarmStrip>(), QStringLiteral("kept in evidence-0")));
    QCOMPARE(world.page->view().badEntry(), std::optional<quint64>(989));
}

void AuditPageTest::closingAnAlarmAsksTwice() {
    AuditWorld world;
    world.server.edited[989] = auditEntry(2000, toLedger(world.clock.at));
    world.open();
    auto& strip = world.part<ui::AlarmStrip>();
    QTRY_VERIFY(strip.isVisible());
    auto* close = saying<ui::Button>(strip, QStringLiteral("Close this alarm"));
    QVERIFY(close);
    close->click();
    QVERIFY(!world.store.settled);
    QVERIFY(strip.isVisible());
    // Focus is on keeping it: the key that asked does not decide.
    QTRY_COMPARE(QApplication::focusWidget(), saying<ui::Button>(strip, QStringLiteral("Keep the alarm")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!world.store.settled);
    close->click();
    close->click();
    QTRY_COMPARE(world.store.kept.size(), 2); // the entry is still on the screen, so it is found again
    QVERIFY(strip.isVisible());
}

void AuditPageTest::onlyAnOwnerMayCloseAnAlarm() {
    ui::AlarmStrip strip(false);
    strip.show();
    QVERIFY(!saying<ui::Button>(strip, QStringLiteral("Close this alarm"))->isVisible());
}

void AuditPageTest::theEntryIsNamedInTheListAndThePanel() {
    AuditWorld world;
    world.open();
    world.page->view().select(999);
    auto& panel = world.part<ui::EntryPanel>();
    QVERIFY(panel.isVisible());
    QVERIFY(shows(panel, QStringLiteral("Entry 999, Mon, Nov 16, 2026, 22:12:40.000")));
    QVERIFY(shows(panel, QStringLiteral("Included in tree head 1,000, 8 steps")));
    QVERIFY(saying<ui::Button>(panel, QStringLiteral("Save proof"))->isVisible());
}

void AuditPageTest::theKeyboardGoesEverywhere() {
    AuditWorld world;
    world.open();
    auto& view = world.page->view();
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.selectedEntry(), std::optional<quint64>(999));
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.selectedEntry(), std::optional<quint64>(998));
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.selectedEntry(), std::optional<quint64>(999));
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(view.selectedEntry(), std::optional<quint64>(960));
    QTest::keyClick(&view, Qt::Key_PageUp);
    QVERIFY(view.selectedEntry() > 960U);
    auto& panel = world.part<ui::EntryPanel>();
    QTest::keyClick(&view, Qt::Key_Return);
    QVERIFY(panel.isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!panel.isVisible());
    QCOMPARE(QApplication::focusWidget(), &view);
    QTest::keyClick(&view, Qt::Key_Slash);
    QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("moreau"));
    QVERIFY(saying<QRadioButton>(world.shell, QStringLiteral("K. Moreau"))->isVisible());
    QVERIFY(!saying<QRadioButton>(world.shell, QStringLiteral("M. Okonjo"))->isVisible());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), &view);
    QTest::keyClick(&view, Qt::Key_F6);
    QVERIFY(QApplication::focusWidget() != &view);
}

void AuditPageTest::theFilterAsksTheServer() {
    AuditWorld world;
    world.open();
    saying<QRadioButton>(world.shell, QStringLiteral("Denied"))->click();
    world.settle();
    QCOMPARE(world.page->table().filter().outcome, QStringLiteral("denied"));
    for (const AuditRecord& record : world.page->table().records())
        QCOMPARE(record.fields->outcome, ledger::Outcome::Denied);
    QVERIFY(world.part<ui::ProofBadge>().isGreen());
    saying<QRadioButton>(world.shell, QStringLiteral("Any outcome"))->click();
    world.settle();
    QCOMPARE(world.page->table().filter(), AuditFilter{});
}

void AuditPageTest::whatAssistiveTechnologyTogglesIsChosen() {
    AuditWorld world;
    world.open();
    toggle(*saying<QRadioButton>(world.shell, QStringLiteral("Denied")));
    QCOMPARE(world.part<ui::FilterPanel>().filter().outcome, QStringLiteral("denied"));
    saying<ui::FoldButton>(world.shell, QStringLiteral("Patients"))->click();
    toggle(*saying<QRadioButton>(world.shell, QStringLiteral("View record")));
    world.settle();
    QCOMPARE(world.page->table().filter().action, QStringLiteral("patient.read"));
    QSignalSpy changed(&world.part<ui::FilterPanel>(), &ui::FilterPanel::filterChanged);
    world.part<ui::FilterPanel>().clear();
    QCOMPARE(changed.size(), 1); // and not once for each of its parts
}

void AuditPageTest::kindsOfActAreFoldedIntoGroups() {
    AuditWorld world;
    world.open();
    auto* heading = saying<ui::FoldButton>(world.shell, QStringLiteral("Patients"));
    auto* choice = saying<QRadioButton>(world.shell, QStringLiteral("View record"));
    QVERIFY(!choice->isVisible());
    heading->setFocus();
    QTest::keyClick(heading, Qt::Key_Space);
    QVERIFY(choice->isVisible());
    choice->click();
    world.settle();
    QCOMPARE(world.page->table().filter().action, QStringLiteral("patient.read"));
    // Folding hides the others, never what is chosen.
    QTest::keyClick(heading, Qt::Key_Return);
    QVERIFY(choice->isVisible());
    QVERIFY(!saying<QRadioButton>(world.shell, QStringLiteral("Find patient"))->isVisible());
    saying<QRadioButton>(world.shell, QStringLiteral("Any action"))->click();
    QVERIFY(!choice->isVisible());
    QCOMPARE(world.page->table().filter().action, QString());
}

void AuditPageTest::typingFindsAKindOfActInItsGroup() {
    AuditWorld world;
    world.open();
    world.page->view().setFocus();
    QTest::keyClick(&world.page->view(), Qt::Key_Slash);
    auto* field = QApplication::focusWidget();
    QTest::keyClicks(field, QStringLiteral("visit"));
    QVERIFY(saying<QRadioButton>(world.shell, QStringLiteral("Book visit"))->isVisible());
    QVERIFY(!saying<QRadioButton>(world.shell, QStringLiteral("View record"))->isVisible());
    QVERIFY(!saying<ui::FoldButton>(world.shell, QStringLiteral("Patients"))->isVisible());
    // A group's own name shows all of it.
    qobject_cast<QLineEdit*>(field)->clear();
    QVERIFY(!saying<QRadioButton>(world.shell, QStringLiteral("Book visit"))->isVisible());
    QTest::keyClicks(field, QStringLiteral("patients"));
    QVERIFY(saying<QRadioButton>(world.shell, QStringLiteral("View record"))->isVisible());
    QTest::keyClick(field, Qt::Key_Down);
    QVERIFY(QApplication::focusWidget() != field);
    QVERIFY(world.part<ui::FilterPanel>().isAncestorOf(QApplication::focusWidget()));
}

void AuditPageTest::everyKindOfActCanBeChosen() {
    AuditWorld world;
    world.open();
    for (auto* heading : world.shell.findChildren<ui::FoldButton*>())
        heading->setChecked(true);
    for (const ledger::Action action : ledger::allActions()) {
        auto* choice = saying<QRadioButton>(world.shell, ui::actionText(action));
        QVERIFY(choice && choice->isVisible());
        choice->click();
        const std::string_view name = ledger::name(action).value();
        QCOMPARE(world.part<ui::FilterPanel>().filter().action.toStdString(), std::string(name));
    }
}

void AuditPageTest::aScreenReaderHearsWhetherAGroupIsOpen() {
    AuditWorld world;
    world.open();
    auto* heading = saying<ui::FoldButton>(world.shell, QStringLiteral("Schedule"));
    auto* spoken = QAccessible::queryAccessibleInterface(heading);
    QCOMPARE(spoken->text(QAccessible::Name), QStringLiteral("Schedule"));
    QVERIFY(spoken->state().expandable && spoken->state().collapsed && !spoken->state().expanded);
    spoken->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QVERIFY(spoken->state().expanded && !spoken->state().collapsed);
}

void AuditPageTest::aSavedProofIsABundle() {
    AuditWorld world;
    world.open();
    const QTemporaryDir home;
    const QString directory = home.filePath(QStringLiteral("custos-proof-999"));
    world.page->save(directory, world.proof.proofOfEntry(999));
    const auto found = ledger::verifyExcerpt(directory.toStdString(), world.server.honest.identity());
    QVERIFY(found);
    QVERIFY(found->verdict.verified());
    QCOMPARE(QFileInfo(directory).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void AuditPageTest::savingOverwritesNothing() {
    AuditWorld world;
    world.open();
    const QTemporaryDir home;
    QFile(home.filePath(QStringLiteral("checkpoint"))).open(QIODevice::WriteOnly);
    world.page->save(home.path(), world.proof.proofOfEntry(999));
    QCOMPARE(QFileInfo(home.filePath(QStringLiteral("checkpoint"))).size(), 0);
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("shown"))));
}

void AuditPageTest::scrollingDownKeepsThePlace() {
    AuditWorld world;
    world.open();
    auto& view = world.page->view();
    auto& table = world.page->table();
    for (int pages = 0; pages < 12; ++pages) {
        const quint64 lowest = table.records().last().index;
        view.select(lowest);
        view.scrollToBottom();
        const int top = view.visualRect(view.currentIndex()).top();
        world.settle();
        QCOMPARE(view.selectedEntry(), std::optional(lowest));
        const QRect row = view.visualRect(view.currentIndex());
        QCOMPARE(row.top(), top);
        QVERIFY2(view.viewport()->rect().intersects(row), qPrintable(QString::number(lowest)));
    }
    QVERIFY(table.records().first().index < 999);
    QVERIFY(table.records().size() <= AuditTable::mostEntries);
    QTest::keyClick(&view, Qt::Key_Home);
    QTRY_COMPARE(view.selectedEntry(), std::optional<quint64>(999));
}

void AuditPageTest::everyControlOfEveryPictureHasAName_data() {
    QTest::addColumn<int>("index");
    const auto all = auditCases();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).name) << int(i);
}

void AuditPageTest::everyControlOfEveryPictureHasAName() {
    QFETCH(int, index);
    const AuditCase shown = auditCases().at(std::size_t(index));
    AuditWorld world;
    shown.before(world);
    world.open();
    shown.after(world);
    const QStringList found = unnamedBelow(world.shell);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
}

void AuditPageTest::everyCellHasAName() {
    AuditWorld world;
    world.open();
    world.page->view().select(999);
    auto* table = QAccessible::queryAccessibleInterface(&world.page->view())->tableInterface();
    QVERIFY(table);
    const int row = world.page->table().rowOf(999);
    QCOMPARE(table->cellAt(row, AuditTable::Actor)->text(QAccessible::Name), QStringLiteral("R. Bastian"));
    QCOMPARE(table->cellAt(row, AuditTable::Time)->text(QAccessible::Name), QStringLiteral("22:12:40"));
}

void AuditPageTest::whoIsNoPersonIsTheSystemOrNobodyKnown() {
    AuditWorld world;
    world.open();
    ledger::EntryFields fields;
    QCOMPARE(ui::actorText(world.page->table(), fields), QStringLiteral("System"));
    fields.source = "10.20.4.11";
    QCOMPARE(ui::actorText(world.page->table(), fields), QStringLiteral("Nobody known"));
}

void AuditPageTest::theProofPathSaysWhatItDraws() {
    ui::ProofPath path;
    path.setSteps(21);
    QCOMPARE(
        path.accessibleDescription(),
        QStringLiteral("From this entry’s hash, 21 hashes beside the way lead to the signed tree head."));
    path.setSteps(1);
    QCOMPARE(path.accessibleDescription(),
             QStringLiteral("From this entry’s hash, 1 hash beside the way leads to the signed tree head."));
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    prepareApplication(application);
    AuditPageTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "audit_page_test.moc"
