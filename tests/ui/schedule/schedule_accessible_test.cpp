#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/approved.h"
#include "tests/ui/support/unnamed.h"
#include "ui/schedule/hold_row.h"
#include "ui/theme/custos_style.h"

#include <QAccessible>
#include <QApplication>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// What a screen reader meets in the grid.
class ScheduleAccessibleTest : public QObject {
    Q_OBJECT

    static QAccessibleInterface* table(const ScheduleWorld& world) {
        return QAccessible::queryAccessibleInterface(&world.view());
    }
    static QAccessibleInterface* child(const ScheduleWorld& world, const QString& beginning) {
        QAccessibleInterface* all = table(world);
        for (int i = 0; i < all->childCount(); ++i)
            if (all->child(i)->text(QAccessible::Name).startsWith(beginning))
                return all->child(i);
        return nullptr;
    }

private Q_SLOTS:
    void theGridIsATable() {
        ScheduleWorld world;
        QCOMPARE(table(world)->role(), QAccessible::Table);
        QCOMPARE(table(world)->text(QAccessible::Name), QStringLiteral("Schedule"));
    }

    void everyVisitBlockAndFreeSlotIsAChild() {
        ScheduleWorld world;
        int visits = 0;
        QAccessibleInterface* all = table(world);
        for (int i = 0; i < all->childCount(); ++i) {
            QAccessibleInterface* item = all->child(i);
            QVERIFY(item->isValid());
            QCOMPARE(all->indexOfChild(item), i);
            QVERIFY(!item->text(QAccessible::Name).isEmpty());
            visits += item->actionInterface() && item->actionInterface()->actionNames().contains(
                                                     QAccessibleActionInterface::showMenuAction());
        }
        QCOMPARE(visits, int(world.gateway.sample.day.appointments.size()));
        QVERIFY(child(world, QStringLiteral("Lunch and callbacks. 12:00 PM to 1:15 PM. Dr. Venkat")));
        QVERIFY(child(world, QStringLiteral("Free. 11:00 AM to 11:30 AM. Dr. Venkat")));
    }

    void everyControlOfEveryPictureHasAName_data() {
        QTest::addColumn<int>("index");
        const auto all = scheduleCases();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void everyControlOfEveryPictureHasAName() {
        QFETCH(int, index);
        ScheduleWorld world;
        world.open();
        scheduleCases().at(size_t(index)).arrange(world);
        (void)settledGrab(world.shell, {1440, 900});
        const QStringList found = unnamedBelow(world.shell);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }

    void aVisitIsOneFullSentence() {
        ScheduleWorld world;
        QCOMPARE(child(world, QStringLiteral("Mockridge, Bo"))->text(QAccessible::Name),
                 QStringLiteral(
                     "Mockridge, Bo. Diabetes follow-up. 11:30 AM to 12:00 PM. Arrived, waiting 11 min. "
                     "Dr. Halvorsen, no room. Name alert."));
        QVERIFY(child(world, QStringLiteral("Trialby"))
                    ->text(QAccessible::Name)
                    .endsWith(QStringLiteral("Overbooked with 1.")));
    }

    void privacyModeChangesPaintOnly() {
        ScheduleWorld world;
        world.page->setPrivacy(true);
        QVERIFY(child(world, QStringLiteral("Mockridge, Bo. Diabetes follow-up")));
    }

    void statesFollowSelectionFocusAndScrolling() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        const auto state = child(world, QStringLiteral("Stubley"))->state();
        QVERIFY(state.selected);
        QVERIFY(state.focused);
        QVERIFY(!state.offscreen);
        QVERIFY(!child(world, QStringLiteral("Trialsen"))->state().selected);
        QVERIFY(child(world, QStringLiteral("Dummor"))->state().offscreen);
        QCOMPARE(table(world)->focusChild(), child(world, QStringLiteral("Stubley")));
    }

    void rectsAreOnTheScreen() {
        ScheduleWorld world;
        world.open();
        QAccessibleInterface* item = child(world, QStringLiteral("Stubley"));
        const QRect rect = item->rect();
        const QPoint corner = world.view().viewport()->mapFromGlobal(rect.topLeft());
        QCOMPARE(QRect(corner, rect.size()), world.view().rectOf(ui::Spot{0, {}, world.id(u"Stubley")}));
        QCOMPARE(table(world)->childAt(rect.center().x(), rect.center().y()), item);
    }

    void pressOpensTheVisit() {
        ScheduleWorld world;
        world.open();
        child(world, QStringLiteral("Stubley"))
            ->actionInterface()
            ->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(world.view().selectedVisit(), std::optional(world.id(u"Stubley")));
    }

    void anItemKeepsItsIdentityWhenTheDayIsReadAgain() {
        ScheduleWorld world;
        QAccessibleInterface* before = child(world, QStringLiteral("Stubley"));
        world.gateway.changeElsewhere(world.id(u"Stubley"), VisitStatus::Arrived);
        QCOMPARE(child(world, QStringLiteral("Stubley")), before);
        QVERIFY(before->text(QAccessible::Name).contains(QStringLiteral("Arrived")));
    }

    void anItemThatIsGoneSaysSo() {
        ScheduleWorld world;
        QAccessibleInterface* item = child(world, QStringLiteral("Stubley"));
        world.page->showDate(sampleDate().addDays(1));
        QVERIFY(!item->isValid());
        QVERIFY(item->text(QAccessible::Name).isEmpty());
        QVERIFY(item->state().invalid);
    }

    void theTimeLeftOfAHoldIsSaidAtItsMomentsAlsoWhereASecondWasMissed() {
        ScheduleWorld world;
        BookingDraft draft(world.gateway, world.clock);
        draft.choose(world.gateway.freeTimes.first());
        QTRY_COMPARE(draft.holdState(), BookingDraft::HoldState::Held);
        ui::HoldRow row;
        const auto saidAfter = [&](std::chrono::seconds more) {
            if (auto* voice = row.findChild<QWidget*>(QStringLiteral("voice")))
                voice->setAccessibleName(QString());
            world.clock.up += more;
            row.show(draft, QStringLiteral("3:30 PM"));
            auto* voice = row.findChild<QWidget*>(QStringLiteral("voice"));
            return voice ? voice->accessibleName() : QString();
        };
        using std::chrono::seconds;
        QCOMPARE(saidAfter(seconds(1)), QStringLiteral("3:30 PM is held for you, 2:59 left"));
        QCOMPARE(saidAfter(seconds(1)), QString());
        QCOMPARE(saidAfter(seconds(120)), QStringLiteral("3:30 PM is held for you, 0:58 left"));
        QCOMPARE(saidAfter(seconds(1)), QString());
        QCOMPARE(saidAfter(seconds(27)), QStringLiteral("3:30 PM is held for you, 0:30 left"));
        QCOMPARE(saidAfter(seconds(1)), QString());
        connect(&draft, &BookingDraft::holdChanged, &row,
                [&] { row.show(draft, QStringLiteral("3:30 PM")); });
        draft.choose(world.gateway.freeTimes.last());
        QTRY_COMPARE(draft.holdState(), BookingDraft::HoldState::Held);
        auto* voice = row.findChild<QWidget*>(QStringLiteral("voice"));
        QCOMPARE(voice->accessibleName(), QStringLiteral("3:30 PM is held for you, 3:00 left"));
    }

    void theEndOfAHoldIsSaidOnceHoweverOneGoesOn() {
        ScheduleWorld world;
        BookingDraft draft(world.gateway, world.clock);
        draft.choose(world.gateway.freeTimes.first());
        world.clock.up += BookingDraft::holdLength;
        QTRY_COMPARE(draft.holdState(), BookingDraft::HoldState::Ended);
        ui::HoldRow row;
        row.show(draft, QStringLiteral("3:30 PM"));
        // where nothing reads the screen Qt hands no event on; until 6.8 what is said stands in a widget of
        // its own
        auto* voice = row.findChild<QWidget*>(QStringLiteral("voice"));
        QVERIFY(voice);
        QCOMPARE(voice->accessibleName(), QStringLiteral("The hold on 3:30 PM ended. Nothing else is lost."));
        voice->setAccessibleName(QString());
        row.show(draft, QStringLiteral("3:30 PM"));
        QCOMPARE(voice->accessibleName(), QString());
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    ScheduleAccessibleTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_accessible_test.moc"
