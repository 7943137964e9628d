#include "app/vault/cache_file.h"
#include "app/vault/file_checkpoint_store.h"
#include "app/vault/sqlcipher_schedule_cache.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/memory_keychain.h"
#include "tests/app/support/sample_cached_day.h"
#include "tests/app/support/settled.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

namespace custos::app {
namespace {

using test::settled;
using Failure = CheckpointStore::Failure;

const QString name = QStringLiteral("device/test");
const PracticeId practice = PracticeId::create();
const QDate monday(2026, 11, 23);
const QString lockMark = QStringLiteral(".lock");
const QString lockAndDie = QStringLiteral("--lock-and-die");

bool isThere(SqlCipherScheduleCache& cache) {
    return QTest::qWaitFor([&] { return cache.available(); }, 5000);
}

bool staysAway(SqlCipherScheduleCache& cache) {
    QTest::qWait(150);
    return !cache.available();
}

/// A computer with a keychain, put together like the real vault.
struct Computer {
    QTemporaryDir home;
    test::ManualClock clock;
    test::MemoryKeychain keychain;
    FileCheckpointStore* storeForPrepare = nullptr;
    DeviceSecret secret{keychain, name, [this](QByteArrayView fresh) {
                            QDir(home.filePath(QStringLiteral("cache"))).removeRecursively();
                            return storeForPrepare->initialise(fresh);
                        }};
    SqlCipherScheduleCache cache{home.filePath(QStringLiteral("cache")), secret, clock};
    FileCheckpointStore store{ledger(), {practice, QByteArray(32, 'k')}, secret, clock};
    UserId user = UserId::create();

    Computer() {
        storeForPrepare = &store;
        clock.setNow(QDateTime(monday, QTime(15, 0), Qt::UTC));
    }
    [[nodiscard]] QString ledger() const { return home.filePath(QStringLiteral("ledger")); }
    void open(const QByteArray& share = QByteArray(32, 's')) {
        cache.open({user, QTimeZone("America/New_York")}, SecretBytes::copy(share));
    }
    bool keeps(QDate date, const QString& patient) {
        return settled(cache.store(test::cachedDay(date, patient, clock.now()))).has_value();
    }
    std::optional<QString> patientOn(QDate date) {
        const auto day = settled(cache.load(date));
        if (!day || !*day)
            return std::nullopt;
        return (*day)->day.appointments.first().patient.displayName;
    }
    /// As a round does, which has loaded what stands there.
    bool remembers(const QByteArray& note) {
        const auto before = settled(store.load());
        return before && settled(store.remember({note, clock.now()}, *before));
    }
    QStringList files(const char* folder) const {
        return QDir(home.filePath(QString::fromLatin1(folder))).entryList(QDir::Files);
    }
    /// What was remembered when an alarm was left, file by file.
    QList<QByteArray> putAside() const {
        QList<QByteArray> contents;
        const QDir folder(ledger());
        for (const QString& each : folder.entryList({QStringLiteral("*.until-*")}, QDir::Files)) {
            QFile file(folder.filePath(each));
            contents.append(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
        }
        return contents;
    }
    QString checkpointFile() const {
        return home.filePath(QStringLiteral("ledger/")) + files("ledger").first();
    }
};

} // namespace

class TestVault : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTodayAndTheNextWorkingDayAndNoOther() {
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        for (int ahead = -1; ahead <= 2; ++ahead)
            QVERIFY(computer.keeps(monday.addDays(ahead), QStringLiteral("Testerman, Silas")));
        QVERIFY(!computer.patientOn(monday.addDays(-1)));
        QVERIFY(computer.patientOn(monday));
        QVERIFY(computer.patientOn(monday.addDays(1)));
        QVERIFY(!computer.patientOn(monday.addDays(2)));
    }

    void findsTheNextWorkingDayAcrossAWeekend() {
        const auto providers = test::cachedDay(monday, QStringLiteral("x"), QDateTime()).directory.providers;
        QCOMPARE(nextWorkingDay(QDate(2026, 11, 27), providers), QDate(2026, 11, 30));
        QCOMPARE(nextWorkingDay(monday, {}), monday.addDays(1));
    }

    void opensAgainWithTheSameShareOnly() {
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.keeps(monday, QStringLiteral("Testerman, Silas")));
        computer.cache.close();
        QVERIFY(!computer.cache.available());
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.patientOn(monday));
        computer.open(QByteArray(32, 't'));
        QVERIFY(isThere(computer.cache));
        QVERIFY(!computer.patientOn(monday));
    }

    void opensWithTheSameSecretOnly() {
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.keeps(monday, QStringLiteral("Testerman, Silas")));
        computer.cache.close();
        computer.keychain.entries[name][0] ^= 1;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(!computer.patientOn(monday));
    }

    void touchesNothingWhileTheKeychainIsLocked_data() {
        QTest::addColumn<Keychain::Failure>("failure");
        QTest::newRow("locked") << Keychain::Failure::Locked;
        QTest::newRow("unavailable") << Keychain::Failure::Unavailable;
    }
    void touchesNothingWhileTheKeychainIsLocked() {
        QFETCH(Keychain::Failure, failure);
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.keeps(monday, QStringLiteral("Testerman, Silas")));
        computer.cache.close();
        computer.keychain.failure = failure;
        const int writes = computer.keychain.writes;
        computer.open();
        QVERIFY(staysAway(computer.cache));
        QCOMPARE(computer.keychain.writes, writes);
        QVERIFY(!computer.keeps(monday, QStringLiteral("x")));
        computer.keychain.failure.reset();
        computer.open();
        QVERIFY(isThere(computer.cache));
        QCOMPARE(computer.patientOn(monday), std::optional(QStringLiteral("Testerman, Silas")));
    }

    void wipesTheCacheWhenAnOpenKeychainHasLostTheSecret() {
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.keeps(monday, QStringLiteral("Testerman, Silas")));
        computer.cache.close();
        computer.keychain.entries.clear();
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(!computer.patientOn(monday));
    }

    void worksWithoutACacheWhereTheKeychainForgets() {
        Computer computer;
        computer.keychain.forgetsWrites = true;
        computer.open();
        QVERIFY(staysAway(computer.cache));
        QVERIFY(computer.files("cache").isEmpty());
    }

    void doesNotUseAnEntryOfAnotherLength() {
        Computer computer;
        computer.keychain.entries.insert(name, "short");
        computer.open();
        QVERIFY(staysAway(computer.cache));
        QCOMPARE(computer.keychain.entries.value(name), QByteArray("short"));
    }

    void makesOneSecretForAllWhoAskAtOnce() {
        Computer computer;
        auto first = computer.secret.get();
        auto second = computer.secret.get();
        QCOMPARE(settled(first).value()->view().toByteArray(), settled(second).value()->view().toByteArray());
        QCOMPARE(computer.keychain.writes, 1);
    }

    void isShutWhenCloseReturnsAlsoWhileItWasOpening() {
        Computer computer;
        computer.open();
        computer.cache.close();
        QVERIFY(staysAway(computer.cache));
    }

    void leavesNoFileAfterTheSession() {
        Computer computer;
        computer.open();
        QVERIFY(isThere(computer.cache));
        QVERIFY(computer.keeps(monday, QStringLiteral("Testerman, Silas")));
        QVERIFY(!computer.files("cache").isEmpty());
        computer.cache.destroy();
        QVERIFY(computer.files("cache").isEmpty());
    }

    void remembersNothingBeforeTheFirstCheckpointAndThenWhatItWasGiven() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        const auto before = settled(computer.store.load());
        QVERIFY(before.has_value() && !*before);
        const QDateTime seen = computer.clock.now();
        QVERIFY(computer.remembers("note\nof two lines\n"));
        const auto after = settled(computer.store.load());
        QCOMPARE((*after)->checkpoint, QByteArray("note\nof two lines\n"));
        QCOMPARE((*after)->firstSeen, seen);
    }

    void callsAMissingFileAnAlarmAndNotAFirstUse() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        QVERIFY(computer.remembers("note"));
        QVERIFY(QFile::remove(computer.checkpointFile()));
        QCOMPARE(settled(computer.store.load()).error(), Failure::Missing);
        QCOMPARE(settled(computer.store.load()).error(), Failure::Missing);
    }

    void noticesEveryByteThatSomebodyChanged() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        QVERIFY(computer.remembers("note"));
        QFile file(computer.checkpointFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray good = file.readAll();
        for (qsizetype at = 0; at < good.size(); ++at) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ 0x01);
            file.seek(0);
            file.write(bad);
            file.flush();
            QCOMPARE(settled(computer.store.load()).error(), Failure::Damaged);
        }
        file.resize(3);
        QCOMPARE(settled(computer.store.load()).error(), Failure::Damaged);
    }

    void staysAnAlarmWhenTheSecretIsMadeAnew() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        QVERIFY(computer.remembers("note"));
        computer.keychain.entries.clear();
        QCOMPARE(settled(computer.store.load()).error(), Failure::Damaged);
    }

    void takesNoOtherPracticesFileForItsOwn() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        QVERIFY(computer.remembers("note"));
        const QString ours = computer.checkpointFile();
        FileCheckpointStore other(computer.home.filePath(QStringLiteral("other")),
                                  {PracticeId::create(), QByteArray(32, 'k')}, computer.secret,
                                  computer.clock);
        QVERIFY(other.initialise((*settled(computer.secret.get()))->view()));
        QVERIFY(settled(other.remember({"theirs", computer.clock.now()}, {})).has_value());
        const QString theirs =
            computer.home.filePath(QStringLiteral("other/")) + computer.files("other").first();
        QVERIFY(QFile::remove(ours));
        QVERIFY(QFile::copy(theirs, ours));
        QCOMPARE(settled(computer.store.load()).error(), Failure::Damaged);
    }

    void remembersNothingWithoutAKeychain() {
        Computer computer;
        computer.keychain.failure = Keychain::Failure::Locked;
        QCOMPARE(settled(computer.store.load()).error(), Failure::NoKeychain);
        QCOMPARE(settled(computer.store.remember({"note", computer.clock.now()}, {})).error(),
                 Failure::NoKeychain);
        QVERIFY(computer.files("ledger").isEmpty());
    }

    void keepsTheOldFileWhenTheNewOneCannotBeWritten() {
        Computer computer;
        QVERIFY(settled(computer.secret.get()).has_value());
        QVERIFY(computer.remembers("first"));
        // A directory where the new file would be made: also root cannot write there.
        QVERIFY(QDir().mkpath(computer.checkpointFile() + QStringLiteral(".new/x")));
        const auto first = *settled(computer.store.load());
        QCOMPARE(settled(computer.store.remember({"second", computer.clock.now()}, first)).error(),
                 Failure::Io);
        QCOMPARE((*settled(computer.store.load()))->checkpoint, QByteArray("first"));
    }

    void givesUpNothingNewerThatAnotherWindowHasRemembered() {
        Computer computer;
        FileCheckpointStore other(computer.ledger(), {practice, QByteArray(32, 'k')}, computer.secret,
                                  computer.clock);
        const auto nothing = *settled(other.load());
        QVERIFY(computer.remembers("80"));
        QCOMPARE(settled(other.remember({"60", computer.clock.now()}, nothing)).error(), Failure::Overtaken);
        const auto seen = *settled(other.load()); // as this window has it, too
        QVERIFY(computer.remembers("100"));
        QCOMPARE(settled(other.remember({"90", computer.clock.now()}, seen)).error(), Failure::Overtaken);
        QCOMPARE((*settled(other.load()))->checkpoint, QByteArray("100"));
    }

    void remembersNothingOverAMemoryThatIsGoneOrChanged() {
        Computer computer;
        QVERIFY(computer.remembers("80"));
        const auto seen = *settled(computer.store.load());
        const QString path = computer.checkpointFile();
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append) && file.write("x") == 1);
        file.close();
        QCOMPARE(settled(computer.store.remember({"90", computer.clock.now()}, seen)).error(),
                 Failure::Damaged);
        QVERIFY(QFile::remove(path));
        QCOMPARE(settled(computer.store.remember({"90", computer.clock.now()}, seen)).error(),
                 Failure::Missing);
        QVERIFY(!QFile::exists(path));
    }

    void writesWhileNoOtherWindowDoes() {
        Computer computer;
        QVERIFY(computer.remembers("80"));
        const auto seen = *settled(computer.store.load());
        QLockFile other(computer.checkpointFile() + lockMark);
        QVERIFY(other.tryLock());
        QCOMPARE(settled(computer.store.remember({"90", computer.clock.now()}, seen)).error(), Failure::Io);
        QCOMPARE((*settled(computer.store.load()))->checkpoint, QByteArray("80"));
        other.unlock();
        QVERIFY(computer.remembers("90"));
    }

    void waitsForNoWindowThatDiedWhileItWrote() {
        Computer computer;
        QVERIFY(computer.remembers("80"));
        const QString lock = computer.checkpointFile() + lockMark;
        QCOMPARE(QProcess::execute(QCoreApplication::applicationFilePath(), {lockAndDie, lock}), 0);
        QVERIFY(QFile::exists(lock));
        QVERIFY(computer.remembers("90"));
    }

    void beginsAnewFromAMemoryThatIsGoneOrChangedWhereAPersonAcceptsAnEnrolment() {
        Computer computer;
        QVERIFY(computer.remembers("100"));
        const QString path = computer.checkpointFile();
        QVERIFY(QFile::remove(path));
        computer.store.leaveAlarm();
        const auto afterLoss = settled(computer.store.load());
        QVERIFY(afterLoss.has_value() && !*afterLoss);
        QVERIFY(computer.remembers("20"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append) && file.write("x") == 1);
        file.close();
        computer.store.leaveAlarm();
        const auto afterChange = settled(computer.store.load());
        QVERIFY(afterChange.has_value() && !*afterChange);
        QCOMPARE(computer.putAside().size(), 1);
        QVERIFY(computer.putAside().first().endsWith("20x"));
    }

    void leavesAStandingAlarmAndKeepsAllThatItWasAbout() {
        Computer computer;
        QVERIFY(computer.remembers("100"));
        const auto evidence = settled(computer.store.keepEvidence({{"checkpoint", "90"}}));
        computer.store.leaveAlarm();
        const auto standing = settled(computer.store.standingEvidence());
        QVERIFY(standing.has_value() && !*standing);
        QVERIFY(!*settled(computer.store.load()));
        QVERIFY(QFile::exists(*evidence + QStringLiteral("/checkpoint")));
        QCOMPARE(computer.putAside().size(), 1);
        QVERIFY(computer.putAside().first().endsWith("100"));
        // Once: what is found from now on is an alarm again.
        computer.clock.pass(std::chrono::milliseconds(1));
        QVERIFY(settled(computer.store.keepEvidence({{"checkpoint", "10"}})).has_value());
        QVERIFY(*settled(computer.store.standingEvidence()));
    }

    void goesOnFromAMemoryWithoutFaultThoughAnEnrolmentIsAccepted() {
        Computer computer;
        QVERIFY(computer.remembers("100"));
        computer.store.leaveAlarm();
        QCOMPARE((*settled(computer.store.load()))->checkpoint, QByteArray("100"));
        QVERIFY(computer.putAside().isEmpty());
    }

    void leavesNoAlarmBeforeTheKeychainOpens() {
        Computer computer;
        QVERIFY(computer.remembers("100"));
        QVERIFY(settled(computer.store.keepEvidence({{"checkpoint", "90"}})).has_value());
        computer.keychain.failure = Keychain::Failure::Locked;
        computer.store.leaveAlarm();
        QCOMPARE(settled(computer.store.standingEvidence()).error(), Failure::NoKeychain);
        QVERIFY(computer.putAside().isEmpty());
        computer.keychain.failure.reset();
        const auto standing = settled(computer.store.standingEvidence());
        QVERIFY(standing.has_value() && !*standing);
        QVERIFY(!*settled(computer.store.load()));
    }

    void keepsEvidenceAsItCameUntilItIsSettled() {
        Computer computer;
        QVERIFY(!*settled(computer.store.standingEvidence()));
        const auto first =
            settled(computer.store.keepEvidence({{"remembered", "note"}, {"shown", QByteArray(3, '\0')}}));
        QVERIFY(first.has_value());
        const auto standing = settled(computer.store.standingEvidence()).value();
        QVERIFY(standing);
        QCOMPARE(standing->directory, *first);
        QCOMPARE(standing->files.size(), 2);
        QCOMPARE(standing->files.last().content, QByteArray(3, '\0'));
        QVERIFY(settled(computer.store.settleEvidence()).has_value());
        QVERIFY(!*settled(computer.store.standingEvidence()));
        QVERIFY(QFile::exists(*first + QStringLiteral("/shown")));
        computer.clock.pass(std::chrono::milliseconds(1));
        QVERIFY(settled(computer.store.keepEvidence({{"shown", "again"}})).has_value());
        QVERIFY(*settled(computer.store.standingEvidence()));
    }

    void overwritesNoEvidence() {
        Computer computer;
        QVERIFY(settled(computer.store.keepEvidence({{"shown", "first"}})).has_value());
        QCOMPARE(settled(computer.store.keepEvidence({{"shown", "second"}})).error(), Failure::Io);
        QCOMPARE((*settled(computer.store.standingEvidence()))->files.first().content, QByteArray("first"));
    }

    void keepsEvidenceInItsOwnFolderOnly() {
        Computer computer;
        QCOMPARE(settled(computer.store.keepEvidence({{"../outside", "x"}})).error(), Failure::Io);
        QVERIFY(!QFile::exists(computer.home.filePath(QStringLiteral("ledger/outside"))));
    }
};

} // namespace custos::app

int main(int argc, char** argv) {
    const QCoreApplication program(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == custos::app::lockAndDie) {
        QLockFile lock(arguments.value(2));
        std::_Exit(lock.tryLock() ? 0 : 1);
    }
    custos::app::TestVault tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "test_vault.moc"
