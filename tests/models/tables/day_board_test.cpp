#include "models/tables/day_board.h"
#include "models/tables/drop_preview.h"
#include "models/tables/name_alert.h"
#include "models/tables/next_step.h"
#include "models/tables/visit_facts.h"
#include "tests/support/sample_day.h"

#include <QTest>

using namespace custos;
using custos::test::SampleDay;
using custos::test::sampleTime;

namespace {

PlacedVisit at(int first, int last) {
    const SampleDay sample = SampleDay::make();
    return {.visit = sample.day.appointments.first(), .minutes = {first, last}};
}

constexpr int halvorsen = 0;
constexpr int lindqvist = 1;
constexpr int venkat = 3;

} // namespace

class DayBoardTest : public QObject {
    Q_OBJECT

    SampleDay sample_ = SampleDay::make();
    DayBoard board_ = layOut(sample_.directory, sample_.day, {});

    DropPreview drop(QStringView family, int column, MinuteRange minutes) const {
        return previewDrop(board_, sample_.directory.rooms, sample_.visit(family), column, minutes);
    }

private Q_SLOTS:
    void countsEveryVisitOnce() {
        QCOMPARE(board_.count(VisitStatus::Scheduled), 8);
        QCOMPARE(board_.count(VisitStatus::Confirmed), 11);
        QCOMPARE(board_.count(VisitStatus::Done), 10);
        QCOMPARE(std::accumulate(board_.counts.begin(), board_.counts.end(), 0),
                 int(sample_.day.appointments.size()));
    }

    void showsWholeHoursAroundTheDay() { QCOMPARE(board_.shown, (MinuteRange{8 * 60, 18 * 60})); }

    void showsOnlyTheColumnOfTheScope() {
        const DayBoard own =
            layOut(sample_.directory, sample_.day, {.only = sample_.directory.providers[venkat].id});
        QCOMPARE(own.columns.size(), 1);
        QVERIFY(!own.find(sample_.visit(u"Mockridge, Bo").id));
    }

    void showsWhoCannotBeBookedOnDaysOfTheirVisitsAlone() {
        SampleDay sample = sample_;
        sample.directory.providers[lindqvist].bookable = false;
        const DayBoard busy = layOut(sample.directory, sample.day, {});
        QCOMPARE(busy.columnOf(sample.directory.providers[lindqvist].id), lindqvist);
        sample.day.appointments.removeIf([&](const Appointment& visit) {
            return visit.provider == sample.directory.providers[lindqvist].id;
        });
        const DayBoard quiet = layOut(sample.directory, sample.day, {});
        QCOMPARE(quiet.columnOf(sample.directory.providers[lindqvist].id), -1);
        QCOMPARE(quiet.columns.size(), busy.columns.size() - 1);
    }

    void previewLetsNobodyOverbookWhoCannotBeBooked() {
        SampleDay sample = sample_;
        sample.directory.providers[venkat].bookable = false;
        const DayBoard board = layOut(sample.directory, sample.day, {});
        const auto preview = previewDrop(board, sample.directory.rooms, sample.visit(u"Mockridge, Bo"),
                                         venkat, {10 * 60 + 45, 11 * 60 + 15});
        QVERIFY(!preview.isFree());
        QVERIFY(!preview.canOverbook());
    }

    void placesAnOverbookedPairSideBySide() {
        const PlacedVisit* left = board_.find(sample_.visit(u"Fabrik, ").id);
        const PlacedVisit* right = board_.find(sample_.visit(u"Trialby").id);
        QCOMPARE(left->lane, 0);
        QCOMPARE(right->lane, 1);
        QCOMPARE(left->lanes, 2);
        QCOMPARE(right->overbookedWith, 1);
    }

    void givesBackTheFullWidthAfterAGroup() {
        QList<PlacedVisit> visits{at(0, 60), at(30, 90), at(60, 100), at(100, 130)};
        assignLanes(visits);
        QCOMPARE(visits[0].lanes, 2);
        QCOMPARE(visits[2].lane, 0); // the first lane is free again at 60
        QCOMPARE(visits[2].lanes, 2);
        QCOMPARE(visits[3].lanes, 1);
    }

    void freeTimeIsWorkingTimeThatNobodyHas() {
        // Visits that are over, cancelled or missed give their time back; somebody else's hold keeps it.
        const QList<MinuteRange> afternoon{
            {14 * 60 + 45, 15 * 60}, {15 * 60 + 30, 16 * 60 + 15}, {16 * 60 + 45, 17 * 60}};
        QCOMPARE(board_.columns[halvorsen].freeFrom(10 * 60 + 42), afternoon);
        QCOMPARE(board_.columns[lindqvist].freeFrom(10 * 60 + 42),
                 (QList<MinuteRange>{{11 * 60 + 30, 12 * 60}}));
        QCOMPARE(board_.columns[venkat].freeFrom(10 * 60 + 42).size(), 4);
        QVERIFY(!board_.columns[venkat].free.contains(MinuteRange{16 * 60, 16 * 60 + 15}));
    }

    void freeTimeBeginsAtTheNextQuarter() {
        QCOMPARE(board_.columns[lindqvist].freeFrom(11 * 60 + 31).constFirst(),
                 (MinuteRange{11 * 60 + 45, 12 * 60}));
        QVERIFY(board_.columns[lindqvist].freeFrom(11 * 60 + 46).isEmpty());
    }

    void cutsOverlappingTakenTimes() {
        QCOMPARE(without({{0, 100}}, {{40, 60}, {10, 50}, {90, 120}}),
                 (QList<MinuteRange>{{0, 10}, {60, 90}}));
        QCOMPARE(without({{0, 10}, {20, 30}}, {{5, 25}}), (QList<MinuteRange>{{0, 5}, {25, 30}}));
        QVERIFY(without({{5, 10}}, {{0, 60}}).isEmpty());
    }

    void keepsTheWallClockOverBothClockChanges() {
        const QTimeZone zone = custos::test::sampleZone();
        for (const QDate date : {QDate(2026, 3, 8), QDate(2026, 11, 1)}) {
            const auto span = spanAt(date, zone, {9 * 60, 9 * 60 + 30});
            QCOMPARE(minutesOn(date, zone, *span), (MinuteRange{9 * 60, 9 * 60 + 30}));
            QCOMPARE(span->minutes(), 30);
        }
    }

    void cutsAVisitOverMidnightAtTheDaysEnds() {
        const QTimeZone zone = custos::test::sampleZone();
        const QDate date = custos::test::sampleDate();
        const auto night =
            TimeSpan::make(QDateTime(date, {23, 0}, zone), QDateTime(date.addDays(1), {1, 0}, zone));
        QCOMPARE(minutesOn(date, zone, *night), (MinuteRange{23 * 60, 24 * 60}));
        QCOMPARE(minutesOn(date.addDays(1), zone, *night), (MinuteRange{0, 60}));
    }

    void alertsOnTheTwoMockridgesAndNobodyElse() {
        const auto alerts = nameAlerts(sample_.day.appointments);
        QCOMPARE(alerts.size(), 2);
        QCOMPARE(alerts.value(sample_.visit(u"Mockridge, Bo").id, sample_.visit(u"Stubley").id),
                 sample_.visit(u"Mockridge, Beau").id);
    }

    void recognisesNamesThatLookAlike_data() {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("alike");
        const auto row = [](const char* what, const char16_t* one, const char16_t* other, bool alike) {
            QTest::newRow(what) << QString::fromUtf16(one) << QString::fromUtf16(other) << alike;
        };
        row("same last name", u"Mimic, Roy", u"Mimic, Tia", true);
        row("one letter apart", u"Mimic, Roy", u"Mimick, Tia", true);
        row("accents and hyphens", u"Lörimer-Test, Jo", u"Lorimer Test, Al", true);
        row("same sound", u"Fauxley, Wren", u"Foxleigh, Sid", false);
        row("same sound, other letters", u"Smyth, Al", u"Smit, Bo", true);
        row("same first name, letter, length", u"Testrow, Gil", u"Tanager, Gil", true);
        row("other first name", u"Testrow, Gil", u"Tanager, Sol", false);
        row("other length", u"Testrow, Gil", u"Tanagers, Gil", false);
        row("long names that begin alike", u"Fabrikova, Mila", u"Fabrikant, Zoe", false);
        row("nothing known", u"", u"", false);
    }
    void recognisesNamesThatLookAlike() {
        QFETCH(QString, one);
        QFETCH(QString, other);
        QTEST(namesLookAlike(one, other), "alike");
        QTEST(namesLookAlike(other, one), "alike");
    }

    void doesNotAlertOnTwoVisitsOfOnePerson() {
        QList<Appointment> visits{sample_.visit(u"Stubley"), sample_.visit(u"Stubley")};
        visits[1].id = sample_.visit(u"Exampla").id;
        QVERIFY(nameAlerts(visits).isEmpty());
    }

    void knowsWhoWaitsAndWhoIsLate() {
        const QDateTime now = sampleTime(u"10:42");
        QCOMPARE(waitingMinutes(sample_.visit(u"Mockridge, Bo"), now), std::optional(11));
        QCOMPARE(minutesEarly(sample_.visit(u"Mockridge, Bo")), std::optional(59));
        QCOMPARE(lateMinutes(sample_.visit(u"Trialsen"), now), std::optional(12));
        QCOMPARE(lateMinutes(sample_.visit(u"Trialsen"), sampleTime(u"10:39")), std::nullopt);
        QCOMPARE(waitingMinutes(sample_.visit(u"Phantom"), now), std::nullopt);
    }

    void whoseVisitWasCalledOffNeitherWaitsNorCameEarly() {
        Appointment visit = sample_.visit(u"Mockridge, Bo");
        for (const VisitStatus status : {VisitStatus::NoShow, VisitStatus::Cancelled}) {
            visit.status = status;
            QCOMPARE(waitingMinutes(visit, sampleTime(u"10:42")), std::nullopt);
            QCOMPARE(minutesEarly(visit), std::nullopt);
        }
        visit.status = VisitStatus::InProgress;
        QCOMPARE(minutesEarly(visit), std::optional(59));
    }

    void countsBehindFromTheEarliestVisitNotInProgress() {
        const QDateTime now = sampleTime(u"10:42");
        QCOMPARE(minutesBehind(board_.columns[venkat].appointments(), now), std::optional(42));
        QCOMPARE(minutesBehind(board_.columns[halvorsen].appointments(), now), std::nullopt);
    }

    void previewNamesWhatIsInTheWay() {
        const DropPreview preview = drop(u"Mockridge, Bo", venkat, {10 * 60 + 45, 11 * 60 + 15});
        QCOMPARE(preview.clashes.size(), 1);
        QCOMPARE(preview.clashes[0].kind, Clash::Kind::Visit);
        QCOMPARE(preview.clashes[0].patient->displayName, QStringLiteral("Trialsen, Finn"));
        QCOMPARE(preview.clashes[0].until, sampleTime(u"11:00"));
        QCOMPARE(preview.clashes[0].minutes, (MinuteRange{10 * 60 + 45, 11 * 60}));
        QVERIFY(preview.canOverbook());
    }

    void previewIgnoresTheVisitItselfAndWhatGivesWay() {
        QVERIFY(drop(u"Mockridge, Bo", halvorsen, {11 * 60 + 30, 12 * 60}).isFree());
        // A cancelled visit takes no time.
        QVERIFY(drop(u"Mockridge, Bo", lindqvist, {11 * 60 + 30, 12 * 60}).isFree());
    }

    void previewRefusesBlocksHoldsAndNights() {
        const auto block = drop(u"Mockridge, Bo", halvorsen, {12 * 60, 12 * 60 + 30});
        QCOMPARE(block.clashes.constFirst().kind, Clash::Kind::Block);
        QVERIFY(!block.canOverbook());
        const auto hold = drop(u"Mockridge, Bo", venkat, {15 * 60 + 55, 16 * 60 + 10});
        QCOMPARE(hold.clashes.constLast().label, QStringLiteral("J. Tarrow"));
        const auto night = drop(u"Mockridge, Bo", halvorsen, {16 * 60 + 45, 17 * 60 + 15});
        QCOMPARE(night.clashes.size(), 1);
        QCOMPARE(night.clashes[0].kind, Clash::Kind::OutsideHours);
        QCOMPARE(night.clashes[0].minutes, (MinuteRange{17 * 60, 17 * 60 + 15}));
    }

    void previewSeesARoomThatAnotherProviderUses() {
        SampleDay sample = sample_;
        const auto room = sample.directory.rooms[3].id; // Mockturtle is in Room 4 until 10:30
        for (Appointment& visit : sample.day.appointments)
            if (visit.patient.displayName == QStringLiteral("Mockridge, Bo"))
                visit.room = room;
        const DayBoard board = layOut(sample.directory, sample.day, {});
        const auto preview = previewDrop(board, sample.directory.rooms, sample.visit(u"Mockridge, Bo"),
                                         halvorsen, {9 * 60 + 45, 10 * 60 + 15});
        QVERIFY(std::any_of(preview.clashes.cbegin(), preview.clashes.cend(), [](const Clash& clash) {
            return clash.kind == Clash::Kind::RoomTaken && clash.label == QStringLiteral("Room 4");
        }));
        QVERIFY(!preview.canOverbook() || preview.isFree());
    }

    void proposesTheNextFreeRoom() {
        const auto step = nextStep(board_, sample_.directory.rooms, sample_.visit(u"Mockridge, Bo"));
        QCOMPARE(step->status, VisitStatus::Roomed);
        QCOMPARE(step->room->name, QStringLiteral("Room 3"));
        QCOMPARE(step->usualRoom->name, QStringLiteral("Room 2"));
        QCOMPARE(step->inUsualRoom->displayName, QStringLiteral("Stubbs, Hugo"));
    }

    void proposesNothingForAVisitThatIsOver() {
        QVERIFY(!nextStep(board_, sample_.directory.rooms, sample_.visit(u"Testerman")));
        QCOMPARE(nextStep(board_, sample_.directory.rooms, sample_.visit(u"Phantom"))->status,
                 VisitStatus::Done);
    }

    void proposesNoRoomWhenAllAreTaken() {
        const QList<Room> onlyTaken{sample_.directory.rooms[0], sample_.directory.rooms[1]};
        QVERIFY(!nextStep(board_, onlyTaken, sample_.visit(u"Mockridge, Bo")));
    }
};

QTEST_GUILESS_MAIN(DayBoardTest)
#include "day_board_test.moc"
