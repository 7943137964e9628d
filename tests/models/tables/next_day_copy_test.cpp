#include "models/tables/next_day_copy.h"
#include "tests/support/fake_clients.h"

#include <QTest>

using namespace custos;
using namespace custos::test;

class NextDayCopyTest : public QObject {
    Q_OBJECT

    struct World {
        FakeSchedule gateway;
        FakeCache cache;
        FakeClock clock;

        NextDayCopy::Sources sources() { return {gateway, cache, clock}; }
        QDate next() const { return nextWorkingDay(sampleDate(), gateway.sample.directory.providers); }
    };

private Q_SLOTS:
    void keepsTheNextWorkingDayThoughNobodyLookedAtIt() {
        World world;
        const NextDayCopy copy(world.sources(), sampleZone());
        QCOMPARE(world.gateway.daysRead, QList<QDate>{world.next()});
        QVERIFY(world.cache.kept);
        QCOMPARE(world.cache.kept->day.date, world.next());
        QVERIFY(!world.cache.kept->directory.providers.isEmpty());
    }

    void asksNothingWhereNothingCanBeKept() {
        World world;
        world.cache.present = false;
        const NextDayCopy copy(world.sources(), sampleZone());
        QVERIFY(world.gateway.daysRead.isEmpty());
        QCOMPARE(world.gateway.directoriesRead, 0);
    }

    void readsWhenTheKeychainAnswersLater() {
        World world;
        world.cache.present = false;
        const NextDayCopy copy(world.sources(), sampleZone());
        world.cache.open();
        QVERIFY(world.cache.kept);
    }

    void doesNotReadAgainForEachChange() {
        World world;
        const NextDayCopy copy(world.sources(), sampleZone());
        for (int i = 0; i < 5; ++i)
            Q_EMIT world.gateway.dayChanged(world.next(), world.gateway.sample.directory.providers[0].id);
        QCOMPARE(world.gateway.daysRead.size(), 1);
    }
};

QTEST_GUILESS_MAIN(NextDayCopyTest)
#include "next_day_copy_test.moc"
