#include "app/vault/cache_file.h"
#include "app/vault/derived_key.h"
#include "models/wire/cached_day_json.h"
#include "tests/app/support/sample_cached_day.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace custos::app {
namespace {

const QByteArray key(32, 'K');
const QByteArray otherKey(32, 'O');
const QDate today(2026, 11, 23);
const QDateTime now(today, QTime(15, 0), Qt::UTC);
const QDateTime oldest = now.addSecs(-12 * 3600);
const QString canary = QStringLiteral("Canaryman, Testa");

bool opens(CacheFile& file, QByteArrayView with = key) {
    return file.open(with, today, oldest).has_value();
}

std::optional<QString> patientIn(CacheFile& file, QDate date = today) {
    const auto day = file.load(date);
    if (!day || !*day || (*day)->day.appointments.isEmpty())
        return std::nullopt;
    return (*day)->day.appointments.first().patient.displayName;
}

QByteArray everythingBelow(const QString& folder) {
    QByteArray all;
    const auto entries = QDir(folder).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo& entry : entries) {
        QFile file(entry.filePath());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

/// UTF-8, UTF-16 in either order, base64 at each of its three alignments.
bool containsAnyForm(const QByteArray& haystack, const QString& needle) {
    const QByteArray utf8 = needle.toUtf8();
    QByteArray little(reinterpret_cast<const char*>(needle.utf16()), needle.size() * 2);
    QByteArray big = little;
    for (qsizetype at = 0; at < big.size(); at += 2)
        std::swap(big[at], big[at + 1]);
    bool found = haystack.contains(utf8) || haystack.contains(little) || haystack.contains(big);
    for (int shift = 0; shift < 3; ++shift) {
        const QByteArray encoded = (QByteArray(shift, ' ') + utf8).toBase64();
        found = found || haystack.contains(encoded.mid(4, encoded.size() - 8));
    }
    return found;
}

void put(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray taken(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCacheFile : public QObject {
    Q_OBJECT

    QTemporaryDir home_;
    int files_ = 0;
    QString fresh() { return home_.filePath(QStringLiteral("%1/day.cache").arg(++files_)); }

    void fill(CacheFile& file, const QString& patient = canary, QDate date = today,
              const QDateTime& asOf = now) {
        QVERIFY(file.store(test::cachedDay(date, patient, asOf)).has_value());
    }

private Q_SLOTS:
    void givesBackTheMinimalDay() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        file.close();
        QVERIFY(opens(file));
        const auto day = file.load(today).value().value();
        QCOMPARE(day.day.appointments.first().patient.displayName, canary);
        QCOMPARE(day.day.appointments.first().reason, QStringLiteral("Synthetic reason"));
        QCOMPARE(day.day.asOf, now);
        QVERIFY(day.day.appointments.first().note.isEmpty());
        QVERIFY(day.day.appointments.first().needs.isEmpty());
        QCOMPARE(day.directory.providers.first().hours.size(), 5);
        QVERIFY(!file.load(today.addDays(1)).value());
    }

    void leavesNothingReadableOnTheDisk() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        const QString folder = QFileInfo(path).path();
        QVERIFY(!containsAnyForm(everythingBelow(folder), canary));
        file.close();
        const QByteArray disk = everythingBelow(folder);
        QVERIFY(disk.size() > 4096);
        QVERIFY(!containsAnyForm(disk, canary));
        QVERIFY(!containsAnyForm(disk, QStringLiteral("Synthetic reason")));
        QVERIFY(!disk.contains("SQLite format 3"));
        // The search itself finds what is there.
        for (const QByteArray& planted :
             {canary.toUtf8(), QByteArray(reinterpret_cast<const char*>(canary.utf16()), canary.size() * 2),
              canary.toUtf8().toBase64()}) {
            put(folder + QStringLiteral("/planted"), "xx" + planted + "xx");
            QVERIFY(containsAnyForm(everythingBelow(folder), canary));
        }
    }

    void isASqlCipherOfVersionFourOrLater() {
        const QString path = fresh();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        auto database = CipherDatabase::open(path, key);
        QVERIFY(database.has_value());
        QVERIFY(database->cipherVersion().left(1).toInt() >= 4);
    }

    void refusesAPlainSqliteFileAndNeverWritesIntoIt() {
        const QString path = fresh();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        const QByteArray plain = "SQLite format 3" + QByteArray(1, '\0') + QByteArray(4080, 'p');
        put(path, plain);
        QCOMPARE(CipherDatabase::open(path, key).error(), CipherFailure::NotEncrypting);
        QCOMPARE(taken(path), plain);
    }

    void replacesAPlainFileByAnEncryptedOne() {
        const QString path = fresh();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        put(path, "SQLite format 3" + QByteArray(1, '\0') + QByteArray(4080, 'p'));
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        file.close();
        QVERIFY(!CipherDatabase::standsInTheClear(path));
    }

    void opensToNoOtherKeyAndForgetsWhatItHeld() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        file.close();
        QCOMPARE(CipherDatabase::open(path, otherKey).error(), CipherFailure::WrongKey);
        QVERIFY(opens(file, otherKey));
        QVERIFY(!patientIn(file));
        file.close();
        QVERIFY(opens(file));
        QVERIFY(!patientIn(file));
    }

    void wipesAnotherFormatInsteadOfMigratingIt() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        file.close();
        {
            auto database = CipherDatabase::open(path, key);
            const QByteArray next = QByteArray::number(wire::cachedDayFormat + 1);
            QVERIFY(database->execute("PRAGMA user_version = " + next).has_value());
        }
        QVERIFY(opens(file));
        QVERIFY(!patientIn(file));
        fill(file);
        QCOMPARE(patientIn(file), std::optional(canary));
    }

    void startsAnewFromEveryDamage_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("noise") << QByteArray(8192, 'n');
        QTest::newRow("short") << QByteArray("x");
        QTest::newRow("zeros") << QByteArray(4096, '\0');
    }
    void startsAnewFromEveryDamage() {
        QFETCH(QByteArray, bytes);
        const QString path = fresh();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        put(path, bytes);
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        QCOMPARE(patientIn(file), std::optional(canary));
    }

    void noticesATurnedBitInAPage() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        file.close();
        QByteArray bytes = taken(path);
        for (qsizetype at = 100; at < bytes.size(); at += 512) {
            QByteArray turned = bytes;
            turned[at] = char(turned[at] ^ 0x10);
            put(path, turned);
            CacheFile again(path);
            QVERIFY(opens(again));
            const auto patient = patientIn(again);
            QVERIFY(!patient || *patient == canary);
        }
    }

    void dropsDaysThatAreOver() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file, canary, today);
        file.close();
        QVERIFY(file.open(key, today.addDays(1), oldest).has_value());
        QVERIFY(!patientIn(file, today));
    }

    void dropsAnOldCopyThatSomebodyPutBack() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file, canary, today.addDays(3), now);
        file.close();
        const QByteArray old = taken(path);
        QVERIFY(opens(file));
        file.close();
        put(path, old);
        // The same key opens it; its age gives it away.
        QVERIFY(file.open(key, today, now.addSecs(1)).has_value());
        QVERIFY(!patientIn(file, today.addDays(3)));
    }

    void survivesBeingKilledInTheMiddleOfAWrite() {
        const QString path = fresh();
        {
            CacheFile file(path);
            QVERIFY(opens(file));
            fill(file);
        }
        int interrupted = 0;
        for (int round = 0; round < 25; ++round) {
            const pid_t child = fork();
            if (child == 0) {
                CacheFile file(path);
                if (!opens(file))
                    _exit(3);
                for (int n = 0;; ++n)
                    (void)file.store(test::cachedDay(today, QStringLiteral("Testerman, N%1").arg(n), now));
            }
            usleep(useconds_t(4000 + round * 1700));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            interrupted += QFile::exists(path + QStringLiteral("-journal")) ? 1 : 0;
            CacheFile file(path);
            QVERIFY(opens(file));
            QVERIFY2(patientIn(file).has_value(), "an acknowledged copy was lost");
        }
        QVERIFY2(interrupted > 0, "no write was ever interrupted: this test has tested nothing");
    }

    void saysThatTheDiskIsFullAndKeepsWhatItHad() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{rlim_t(QFileInfo(path).size() + 4096), before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &tight);
        auto large = test::cachedDay(today, QStringLiteral("Large, Day"), now);
        while (large.day.appointments.size() < 400)
            large.day.appointments.append(large.day.appointments.first());
        const auto stored = file.store(large);
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!stored);
        QCOMPARE(patientIn(file), std::optional(canary));
        QVERIFY(file.store(large).has_value());
    }

    void destroysEveryFile() {
        const QString path = fresh();
        CacheFile file(path);
        QVERIFY(opens(file));
        fill(file);
        put(path + QStringLiteral("-journal"), "left over");
        QVERIFY(file.destroy());
        QVERIFY(QDir(QFileInfo(path).path()).isEmpty());
    }

    void isForItsOwnerAlone() {
        const QString path = fresh();
        umask(077); // as the program does at its start
        CacheFile file(path);
        QVERIFY(opens(file));
        QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
    }

    void derivesKeysAsRfc5869Says() {
        // Appendix A.1, its first 32 of 42 bytes.
        const SecretBytes okm =
            deriveKey(QByteArray(22, 0x0b), QByteArray::fromHex("000102030405060708090a0b0c"),
                      QByteArray::fromHex("f0f1f2f3f4f5f6f7f8f9"));
        QCOMPARE(okm.view().toByteArray().toHex(),
                 QByteArray("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
    }

    void authenticatesAsRfc4231Says() {
        const QByteArray mac =
            QByteArray::fromHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        QCOMPARE(authenticate("Jefe", "what do ya want for nothing?"), mac);
        QVERIFY(isAuthentic("Jefe", "what do ya want for nothing?", mac));
        QVERIFY(!isAuthentic("Jefe", "what do ya want for nothing!", mac));
        QVERIFY(!isAuthentic("Jefe", "what do ya want for nothing?", mac.left(31)));
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestCacheFile)
#include "test_cache_file.moc"
