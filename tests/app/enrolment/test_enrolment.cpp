#include "app/enrolment/enrolment_file.h"
#include "app/enrolment/file_enrolment_store.h"
#include "tests/app/support/manual_clock.h"
#include "tests/app/support/practice_authority.h"
#include "tests/app/support/sealed_enrolment.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace custos::app {
namespace {

using test::sealed;
using Failure = EnrolmentFailure;

QString k(const char* name) {
    return QString::fromLatin1(name);
}

} // namespace

class TestEnrolment : public QObject {
    Q_OBJECT

    test::PracticeAuthority authority_;
    test::ManualClock clock_;

    QJsonObject good() const { return test::enrolmentJson(authority_); }

    Failure failureOf(const QByteArray& file) const {
        const auto read = readEnrolment(file, clock_.now());
        if (read)
            qFatal("accepted");
        return read.error();
    }

private Q_SLOTS:
    void initTestCase() { clock_.setNow(QDateTime::currentDateTimeUtc()); }

    void readsAWholeFile() {
        const auto read = readEnrolment(sealed(good()), clock_.now());
        QVERIFY(read.has_value());
        QCOMPARE(read->addresses.size(), 2);
        QCOMPARE(read->addresses.first().host(), k("exemplar.custos.local"));
        QCOMPARE(read->pins, QList<QByteArray>({QByteArray(32, char(0xaa)), QByteArray(32, char(0xbb))}));
        QCOMPARE(read->practiceCode, k("exemplar"));
        QCOMPARE(read->ledgerPublicKey, QByteArray(32, 'k'));
    }

    void showsTheHashOfTheWholeFileInSixteenGroups() {
        const QStringList groups = fingerprintOf("abc");
        QCOMPARE(groups.size(), 16);
        QCOMPARE(groups.join(u' '),
                 k("BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223 B003 61A3 9617 7A9C B410 FF61 F200 15AD"));
        const QByteArray file = sealed(good());
        QVERIFY(fingerprintOf(file) != fingerprintOf(file + '\n'));
    }

    void noticesEveryBitThatTurned() {
        const QByteArray file = sealed(good());
        int accepted = 0;
        for (qsizetype at = 0; at < file.size(); ++at) {
            QByteArray damaged = file;
            damaged[at] = char(damaged[at] ^ 0x01);
            // Blanks between tokens are not signed; the fingerprint covers them.
            if (readEnrolment(damaged, clock_.now()) &&
                QJsonDocument::fromJson(damaged) != QJsonDocument::fromJson(file))
                ++accepted;
        }
        QCOMPARE(accepted, 0);
    }

    void callsACutFileDamaged() {
        const QByteArray file = sealed(good());
        QCOMPARE(failureOf(file.left(file.size() / 2)), Failure::Damaged);
        QCOMPARE(failureOf("{\"hello\": 1}"), Failure::NotEnrolment);
        QCOMPARE(failureOf("PK\x03\x04"), Failure::NotEnrolment);
        QCOMPARE(failureOf(""), Failure::NotEnrolment);
    }

    void refusesWhatIsSealedButWrong_data() {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char* name, const char* member, const QJsonValue& value) {
            QTest::newRow(name) << k(member) << value;
        };
        row("plain http", "addresses", QJsonArray{k("http://127.0.0.1:8443")});
        row("a path", "addresses", QJsonArray{k("https://127.0.0.1:8443/elsewhere")});
        row("a name and password", "addresses", QJsonArray{k("https://a:b@127.0.0.1:8443")});
        row("no address", "addresses", QJsonArray{});
        row("five addresses", "addresses",
            QJsonArray{k("https://a"), k("https://b"), k("https://c"), k("https://d"), k("https://e")});
        row("no pin", "pins", QJsonArray{});
        row("a short pin", "pins", QJsonArray{QString(62, u'a')});
        row("a pin in capitals", "pins", QJsonArray{QString(64, u'A')});
        row("three pins", "pins", QJsonArray{QString(64, u'a'), QString(64, u'b'), QString(64, u'c')});
        row("a short ledger key", "ledger_public_key", QString::fromLatin1(QByteArray(31, 'k').toBase64()));
        row("an unknown member", "surprise", k("x"));
        row("an empty issuer", "issued_by", k(""));
    }
    void refusesWhatIsSealedButWrong() {
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        QJsonObject json = good();
        json.insert(member, value);
        QCOMPARE(failureOf(sealed(json)), Failure::Damaged);
    }

    void refusesAFileWithoutAnyOneMember() {
        const QStringList members = good().keys();
        for (const QString& member : members) {
            QJsonObject json = good();
            json.remove(member);
            QVERIFY2(!readEnrolment(sealed(json), clock_.now()), qPrintable(member));
        }
    }

    void refusesAVersionThatItDoesNotKnow() {
        QJsonObject json = good();
        json.insert(k("version"), 2);
        QCOMPARE(failureOf(sealed(json)), Failure::NotEnrolment);
    }

    void refusesAnAuthorityThatIsNoneOrEndsBeforeTheFile() {
        QJsonObject none = good();
        none.insert(k("ca"), k("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
        QCOMPARE(failureOf(sealed(none)), Failure::BadCertificate);
        QJsonObject two = good();
        two.insert(k("ca"), QString::fromLatin1(authority_.pem() + authority_.pem()));
        QCOMPARE(failureOf(sealed(two)), Failure::BadCertificate);
        QJsonObject longer = good();
        longer.insert(k("not_after"), k("2199-01-01T00:00:00Z"));
        QCOMPARE(failureOf(sealed(longer)), Failure::BadCertificate);
    }

    void refusesAFileWhoseTimeIsUp() {
        const QByteArray file = sealed(good());
        QCOMPARE(readEnrolment(file, clock_.now().addYears(5)).error(), Failure::Expired);
    }

    void keepsAnAcceptedFileByteForByteAndForItsOwnerAlone() {
        QTemporaryDir home;
        const QString path = home.filePath(k("downloaded.custos"));
        const QByteArray file = sealed(good());
        write(path, file);
        FileEnrolmentStore store(home.filePath(k("config")), clock_);
        QVERIFY(store.current().has_value() && !store.current()->has_value());
        const auto offer = store.open(path);
        QVERIFY(offer.has_value());
        QVERIFY(!store.current()->has_value());
        QVERIFY(store.accept(*offer).has_value());
        const QString kept = home.filePath(k("config/enrolment.custos"));
        QCOMPARE(contents(kept), file);
        QCOMPARE(QFileInfo(kept).permissions() & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
        QCOMPARE(store.current()->value().practiceCode, k("exemplar"));
        QVERIFY(store.keeps(*offer));
        write(path, file + ' ');
        QVERIFY(!store.keeps(*store.open(path)));
    }

    void enrolsNobodyByAFileThatWasChangedOnTheDisk() {
        QTemporaryDir home;
        const QString path = home.filePath(k("downloaded.custos"));
        write(path, sealed(good()));
        FileEnrolmentStore store(home.path(), clock_);
        QVERIFY(store.accept(*store.open(path)).has_value());
        const QString kept = home.filePath(k("enrolment.custos"));
        QByteArray changed = contents(kept);
        changed.replace("127.0.0.1", "127.0.0.2");
        write(kept, changed);
        QCOMPARE(store.current().error(), Failure::Damaged);
    }

    void acceptsNoOfferThatIsNotWhatWasShown() {
        QTemporaryDir home;
        const QString path = home.filePath(k("downloaded.custos"));
        write(path, sealed(good()));
        FileEnrolmentStore store(home.path(), clock_);
        auto offer = *store.open(path);
        QJsonObject other = good();
        other.insert(k("pins"), QJsonArray{QString(64, u'c')});
        offer.file = sealed(other);
        QCOMPARE(store.accept(offer).error(), Failure::Damaged);
        QVERIFY(!store.current()->has_value());
    }

    void staysWithItsPractice() {
        QTemporaryDir home;
        const QString path = home.filePath(k("downloaded.custos"));
        write(path, sealed(good()));
        FileEnrolmentStore store(home.path(), clock_);
        QVERIFY(store.accept(*store.open(path)).has_value());
        QJsonObject other = good();
        other.insert(k("practice"), QJsonObject{{k("id"), k("7f2c1d0e-3b4a-4c5d-8e7f-0123456789ab")},
                                                {k("code"), k("other")},
                                                {k("name"), k("Other")}});
        write(path, sealed(other));
        QCOMPARE(store.accept(*store.open(path)).error(), Failure::OtherPractice);
        QCOMPARE(store.current()->value().practiceCode, k("exemplar"));
    }

    void opensNothingThatIsNoSmallPlainFile() {
        QTemporaryDir home;
        FileEnrolmentStore store(home.path(), clock_);
        QCOMPARE(store.open(home.filePath(k("missing"))).error(), Failure::Unreadable);
        QCOMPARE(store.open(home.path()).error(), Failure::Unreadable);
        QCOMPARE(store.open(k("/dev/zero")).error(), Failure::Unreadable);
        write(home.filePath(k("large")), QByteArray(largestEnrolmentFile + 1, ' '));
        QCOMPARE(store.open(home.filePath(k("large"))).error(), Failure::Unreadable);
    }

    void saysWhenItCouldNotKeepTheFile() {
        QTemporaryDir home;
        const QString path = home.filePath(k("downloaded.custos"));
        write(path, sealed(good()));
        FileEnrolmentStore store(path + k("/below-a-file"), clock_);
        QCOMPARE(store.accept(*store.open(path)).error(), Failure::NotStored);
    }

private:
    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    static QByteArray contents(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestEnrolment)
#include "test_enrolment.moc"
