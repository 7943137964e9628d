#include "models/tables/patient_search.h"
#include "tests/support/fake_clients.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace custos;
using namespace custos::test;

class PatientSearchTest : public QObject {
    Q_OBJECT

    struct World {
        FakePatients gateway;
        PatientSearch search{gateway};
        QAbstractItemModelTester tester{&search, QAbstractItemModelTester::FailureReportingMode::QtTest};

        World() {
            for (const char* name :
                 {"Mockridge, Bo", "Mockridge, Beau", "Mockturtle, Odessa", "Stubley, Nell"})
                gateway.people.append(
                    {PatientId::create(), QString::fromLatin1(name), 1970, QStringLiteral("0142")});
        }
    };

private Q_SLOTS:
    void asksOnceTypingRests() {
        World world;
        for (const char16_t* typed : {u"moc", u"mock", u"mockt"})
            world.search.setQuery(QString::fromUtf16(typed));
        QCOMPARE(world.search.state(), PatientSearch::State::Searching);
        QTRY_COMPARE(world.search.state(), PatientSearch::State::Ready);
        QCOMPARE(world.gateway.queries, QStringList{QStringLiteral("mockt")});
        QCOMPARE(world.search.rowCount(), 1);
    }

    void dropsTheAnswerToAnOlderQuestion() {
        World world;
        world.gateway.answers.delayed = true;
        world.search.setQuery(QStringLiteral("mockr"));
        QTRY_COMPARE(world.gateway.answers.waiting(), 1);
        world.search.setQuery(QStringLiteral("stubl"));
        QTRY_COMPARE(world.gateway.answers.waiting(), 2);
        world.gateway.answers.release(1);
        world.gateway.answers.release(0);
        QCOMPARE(world.search.rowCount(), 1);
        QCOMPARE(world.search.at(0).displayName, QStringLiteral("Stubley, Nell"));
    }

    void asksNothingBelowThreeCharacters() {
        World world;
        world.search.setQuery(QStringLiteral("mo"));
        QTest::qWait(2 * PatientSearch::restMs);
        QVERIFY(world.gateway.queries.isEmpty());
        QCOMPARE(world.search.state(), PatientSearch::State::Idle);
    }

    void emptiesAtOnceWhenTheQueryGetsTooShort() {
        World world;
        world.search.setQuery(QStringLiteral("moc"));
        QTRY_COMPARE(world.search.rowCount(), 3);
        world.search.setQuery(QStringLiteral("m"));
        QCOMPARE(world.search.rowCount(), 0);
    }

    void saysWhatWentWrong() {
        World world;
        world.gateway.refuse = Problem{.kind = Problem::Kind::AuditUnavailable};
        world.search.setQuery(QStringLiteral("moc"));
        QTRY_COMPARE(world.search.state(), PatientSearch::State::Failed);
        QCOMPARE(world.search.problem()->kind, Problem::Kind::AuditUnavailable);
    }
};

QTEST_GUILESS_MAIN(PatientSearchTest)
#include "patient_search_test.moc"
