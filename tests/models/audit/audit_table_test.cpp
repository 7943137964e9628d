#include "models/audit/audit_table.h"

#include "models/audit/ledger_values.h"
#include "tests/support/audit_log.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace custos {

using namespace test;

namespace {

const QTimeZone zone("America/New_York");

struct Desk {
    explicit Desk(unsigned entries = 1000)
        : server(auditLog(entries)) {}

    LogServer server;
    AuditTable table{server, server.honest.identity().practice, zone};
    QAbstractItemModelTester tester{&table, QAbstractItemModelTester::FailureReportingMode::Fatal};

    void load() {
        table.reload();
        settle();
    }
    void settle() {
        [&] { QTRY_VERIFY(!table.isFetching()); }();
    }
    void older() {
        table.fetchOlder();
        settle();
    }
    void newer() {
        table.fetchNewer();
        settle();
    }
    [[nodiscard]] bool isGapless() const {
        const auto& records = table.records();
        for (qsizetype at = 1; at < records.size(); ++at)
            if (records.at(at - 1).index != records.at(at).index + 1)
                return false;
        return true;
    }
    [[nodiscard]] QVariant cell(quint64 index, AuditTable::Column column) const {
        return table.index(table.rowOf(index), column).data();
    }
};

} // namespace

class AuditTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWithTheNewest();
    void saysWhatTheSealedBytesSay();
    void namesEachDayOnce();
    void slidesDownToTheFirstEntryAndBackWithoutHoldingThemAll();
    void goesOnBehindAPageThatIsShorterThanTheLimit();
    void staysWhereAPageGivesNoPlaceToGoOnFrom();
    void keepsThePlaceOfWhatStays();
    void isQuickInALongLog();
    void filtersOnTheServer();
    void showsTheAnswerToTheLatestFilterOnly();
    void readsActionsOfANewerServer();
    void showsWhatIsNoEntryAsSuch();
    void refusesAPageFromOutsideTheWindow();
    void keepsWhatIsThereWhenAPageFails();
    void anEmptyLogIsReady();
    void clearingLetsGoOfEverything();
};

void AuditTableTest::beginsWithTheNewest() {
    Desk desk;
    QCOMPARE(desk.table.state(), AuditTable::State::Loading);
    desk.load();
    QCOMPARE(desk.table.state(), AuditTable::State::Ready);
    QCOMPARE(desk.table.records().size(), AuditTable::pageSize);
    QCOMPARE(desk.table.records().first().index, 999U);
    QCOMPARE(desk.table.total(), 1000U);
    QVERIFY(desk.table.hasOlder());
    QVERIFY(!desk.table.hasNewer());
}

void AuditTableTest::saysWhatTheSealedBytesSay() {
    Desk desk;
    desk.load();
    const auto& fields = *desk.table.records().first().fields;
    QCOMPARE(desk.cell(999, AuditTable::Time).toDateTime(), dateTimeOf(fields.time).toTimeZone(zone));
    QCOMPARE(desk.cell(999, AuditTable::Time).toDateTime().time(), QTime(22, 12, 40));
    QCOMPARE(desk.cell(999, AuditTable::Actor).toString(), QStringLiteral("R. Bastian"));
    QCOMPARE(desk.cell(999, AuditTable::Role).toString(), QStringLiteral("biller"));
    QCOMPARE(desk.cell(999, AuditTable::Source).toString(), QStringLiteral("10.20.4.38"));
    QCOMPARE(desk.cell(999, AuditTable::Outcome).toString(),
             QString::fromStdString(std::string(ledger::name(fields.outcome))));
}

void AuditTableTest::namesEachDayOnce() {
    Desk desk;
    desk.load();
    while (desk.table.hasOlder() && desk.table.records().size() < AuditTable::mostEntries)
        desk.older();
    QHash<QDate, int> named;
    for (int row = 0; row < desk.table.rowCount(); ++row)
        if (!desk.table.recordAt(row))
            ++named[desk.table.dayAt(row)];
    QCOMPARE(named.value(QDate(2026, 11, 16)), 1);
    QVERIFY(std::ranges::all_of(named, [](int times) { return times == 1; }));
    QVERIFY(!desk.table.recordAt(0));
}

void AuditTableTest::slidesDownToTheFirstEntryAndBackWithoutHoldingThemAll() {
    Desk desk;
    desk.load();
    while (desk.table.hasOlder()) {
        desk.older();
        QVERIFY(desk.table.records().size() <= AuditTable::mostEntries);
        QVERIFY(desk.isGapless());
    }
    QCOMPARE(desk.table.records().last().index, 0U);
    QVERIFY(desk.table.hasNewer());
    while (desk.table.hasNewer()) {
        desk.newer();
        QVERIFY(desk.table.records().size() <= AuditTable::mostEntries);
        QVERIFY(desk.isGapless());
    }
    QCOMPARE(desk.table.records().first().index, 999U);
    QVERIFY(desk.table.hasOlder());
}

void AuditTableTest::goesOnBehindAPageThatIsShorterThanTheLimit() {
    Desk desk(400);
    desk.server.longestPage = 7;
    desk.load();
    QCOMPARE(desk.table.records().size(), 7);
    while (desk.table.hasOlder()) {
        desk.older();
        QVERIFY(desk.isGapless());
    }
    QCOMPARE(desk.table.records().last().index, 0U);
    while (desk.table.hasNewer()) {
        desk.newer();
        QVERIFY(desk.isGapless());
    }
    QCOMPARE(desk.table.records().first().index, 399U);
}

void AuditTableTest::staysWhereAPageGivesNoPlaceToGoOnFrom() {
    Desk desk;
    desk.load();
    desk.server.longestPage = 0;
    desk.older();
    QCOMPARE(desk.table.state(), AuditTable::State::Ready);
    QVERIFY(!desk.table.hasOlder());
}

void AuditTableTest::keepsThePlaceOfWhatStays() {
    Desk desk;
    desk.load();
    const QPersistentModelIndex held = desk.table.index(desk.table.rowOf(965), 0);
    QSignalSpy resets(&desk.table, &QAbstractItemModel::modelReset);
    for (int pages = 0; pages < 7; ++pages)
        desk.older();
    QCOMPARE(desk.table.recordAt(held.row())->index, 965U);
    desk.older();
    QVERIFY(!held.isValid()); // slid out
    QCOMPARE(resets.count(), 0);
}

void AuditTableTest::isQuickInALongLog() {
    Desk desk(20000);
    desk.load();
    for (int pages = 0; pages < 20; ++pages)
        desk.older();
    QVERIFY(desk.table.rowCount() < AuditTable::mostEntries + 20);
    QCOMPARE(desk.server.searches, 21);
}

void AuditTableTest::filtersOnTheServer() {
    Desk desk;
    desk.table.setFilter({.outcome = QStringLiteral("denied")});
    desk.settle();
    QVERIFY(!desk.table.records().isEmpty());
    for (const AuditRecord& record : desk.table.records())
        QCOMPARE(record.fields->outcome, ledger::Outcome::Denied);
    desk.older();
    QVERIFY(desk.table.records().size() > AuditTable::pageSize);
}

void AuditTableTest::showsTheAnswerToTheLatestFilterOnly() {
    Desk desk;
    desk.server.answers.delayed = true;
    desk.table.setFilter({.outcome = QStringLiteral("denied")});
    desk.table.setFilter({.outcome = QStringLiteral("failed")});
    desk.server.answers.release(1);
    desk.server.answers.release(0);
    QTRY_VERIFY(!desk.table.records().isEmpty());
    QTest::qWait(10);
    for (const AuditRecord& record : desk.table.records())
        QCOMPARE(record.fields->outcome, ledger::Outcome::Failed);
}

void AuditTableTest::readsActionsOfANewerServer() {
    Desk desk(3);
    ledger::EntryFields fields = ledger::sampleFields(3);
    fields.action = ledger::Action(4711);
    desk.server.honest.seal(ledger::encode(ledger::Entry::make(fields).value()));
    desk.load();
    QCOMPARE(desk.cell(3, AuditTable::Action).toString(), QStringLiteral("4711"));
    QCOMPARE(desk.cell(3, AuditTable::Source).toString(), QStringLiteral("192.0.2.17"));
}

void AuditTableTest::showsWhatIsNoEntryAsSuch() {
    Desk desk(3);
    desk.server.honest.seal({1, 2, 3});
    desk.load();
    QCOMPARE(desk.table.records().first().index, 3U);
    QVERIFY(!desk.table.records().first().fields);
    QVERIFY(!desk.cell(3, AuditTable::Action).isValid());
    QCOMPARE(desk.table.records().size(), 4);
}

void AuditTableTest::refusesAPageFromOutsideTheWindow() {
    // A server that repeats its newest page whatever is asked for.
    class Parrot final : public AuditGateway {
    public:
        explicit Parrot(LogServer& server)
            : server_(server) {}
        Reply<AuditPage> search(const AuditFilter& filter, const AuditWindow& window) override {
            return server_.search(filter, {.limit = window.limit});
        }
        Reply<QByteArray> checkpoint() override { return server_.checkpoint(); }
        Reply<ProofHashes> inclusion(quint64 a, quint64 b) override { return server_.inclusion(a, b); }
        Reply<ProofHashes> consistency(quint64 a, quint64 b) override { return server_.consistency(a, b); }
        Reply<SealedPlace> receipt(const QByteArray& a, quint64 b) override { return server_.receipt(a, b); }

    private:
        LogServer& server_;
    };
    LogServer server(auditLog(200));
    Parrot parrot(server);
    AuditTable table(parrot, server.honest.identity().practice, zone);
    table.reload();
    QTRY_COMPARE(table.state(), AuditTable::State::Ready);
    table.fetchOlder();
    QTRY_COMPARE(table.state(), AuditTable::State::Failed);
    QCOMPARE(table.problem()->kind, Problem::Kind::Malformed);
    QCOMPARE(table.records().size(), AuditTable::pageSize);
}

void AuditTableTest::keepsWhatIsThereWhenAPageFails() {
    Desk desk;
    desk.load();
    desk.server.problem = Problem{.kind = Problem::Kind::Unreachable};
    desk.older();
    QCOMPARE(desk.table.state(), AuditTable::State::Failed);
    QCOMPARE(desk.table.records().size(), AuditTable::pageSize);
    desk.server.problem.reset();
    desk.older();
    QCOMPARE(desk.table.state(), AuditTable::State::Ready);
    QCOMPARE(desk.table.records().size(), 2 * AuditTable::pageSize);
}

void AuditTableTest::anEmptyLogIsReady() {
    Desk desk(0);
    desk.load();
    QCOMPARE(desk.table.state(), AuditTable::State::Ready);
    QCOMPARE(desk.table.rowCount(), 0);
    QVERIFY(!desk.table.hasOlder());
}

void AuditTableTest::clearingLetsGoOfEverything() {
    Desk desk;
    desk.load();
    desk.table.clear();
    QCOMPARE(desk.table.rowCount(), 0);
    QVERIFY(desk.table.people().isEmpty());
}

} // namespace custos

QTEST_GUILESS_MAIN(custos::AuditTableTest)
#include "audit_table_test.moc"
