#include "app/application.h"
#include "app/enrolment/enrolment_file.h"
#include "app/vault/vault.h"
#include "tests/app/support/practice_authority.h"
#include "tests/app/support/sealed_enrolment.h"
#include "tests/app/support/settled.h"
#include "ui/enrol/first_run_screen.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTest>

namespace custos::app {
namespace {

using test::settled;
using Failure = CheckpointStore::Failure;

/// A computer with a home of its own, and files that its practice issues for it.
class Computer {
public:
    Computer() {
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(home_.filePath(QStringLiteral("config"))));
        qputenv("XDG_DATA_HOME", QFile::encodeName(home_.filePath(QStringLiteral("data"))));
        // A practice of its own each time: the keychain is one for all.
        QJsonObject practice = json_.value(QLatin1String("practice")).toObject();
        practice.insert(QStringLiteral("id"), practice_.toString());
        json_.insert(QStringLiteral("practice"), practice);
        json_.insert(QStringLiteral("addresses"), QJsonArray{QStringLiteral("https://127.0.0.1:1")});
    }

    /// Another file each time.
    QString issue(char ledgerKey = 'k') {
        const QString path = home_.filePath(QStringLiteral("%1.custos").arg(++issued_));
        json_.insert(QStringLiteral("for"), path);
        json_.insert(QStringLiteral("ledger_public_key"),
                     QString::fromLatin1(QByteArray(32, ledgerKey).toBase64()));
        write(path, test::sealed(json_));
        return path;
    }

    /// The person says that the fingerprint of this file is the practice's.
    bool accept(const QString& file) {
        Application program(*qApp, startedWith(file));
        for (QWidget* window : QApplication::topLevelWidgets())
            if (auto* screen = window->findChild<ui::FirstRunScreen*>())
                Q_EMIT screen->accepted();
        return QTest::qWaitFor([&] { return hasSecret() && remembered(file).has_value(); }, 10000);
    }
    void startAndEnd(const QString& file) {
        const Application program(*qApp, startedWith(file));
        QTest::qWait(500);
    }

    /// Of the log that this file names, as the next start finds it.
    CheckpointStore::Loaded remembered(const QString& file) {
        Vault vault(data(), *readEnrolment(contents(file), clock_.now()), clock_);
        return settled(vault.checkpoints.load());
    }
    bool fails(const QString& file, Failure failure) {
        const auto loaded = remembered(file);
        return !loaded && loaded.error() == failure;
    }

    static QStringList memories(const char* ending) {
        const QDir ledger(data() + QStringLiteral("/ledger"));
        QStringList paths;
        for (const QString& name : ledger.entryList({QLatin1String(ending)}, QDir::Files))
            paths.append(ledger.filePath(name));
        return paths;
    }
    static QByteArray contents(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
    }

private:
    static CommandLine startedWith(const QString& file) {
        CommandLine line;
        line.enrolmentFile = file;
        return line;
    }
    static QString data() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation); }

    /// Asked before anything that would make one.
    bool hasSecret() {
        SecretServiceKeychain keychain;
        const auto secret = settled(keychain.read(QStringLiteral("device/") + practice_.toString()));
        return secret && *secret;
    }

    QTemporaryDir home_;
    test::PracticeAuthority authority_;
    QJsonObject json_ = test::enrolmentJson(authority_);
    const PracticeId practice_ = PracticeId::create();
    BootClock clock_;
    int issued_ = 0;
};

} // namespace

/// The whole client as it is enrolled, with the files that it keeps and a real keychain.
class TestEnrolling : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAlarmIsLeftByAcceptingANewFileAndByNothingElse() {
        Computer computer;
        const QString first = computer.issue();
        const QString second = computer.issue();
        QVERIFY(computer.accept(first));
        Computer::write(Computer::memories("*.checkpoint").value(0), "not ours");
        for (const QString& started : {QString(), first, second}) {
            computer.startAndEnd(started);
            QVERIFY2(computer.fails(first, Failure::Damaged), qPrintable(started));
        }
        QVERIFY(computer.accept(second));
        QVERIFY(!*computer.remembered(second));
        const QStringList aside = Computer::memories("*.checkpoint.until-*");
        QCOMPARE(aside.size(), 1);
        QCOMPARE(Computer::contents(aside.first()), QByteArray("not ours"));
    }

    void aLogUnderAnotherKeyBeginsWhereAPersonAcceptsIt() {
        Computer computer;
        const QString first = computer.issue('k');
        const QString other = computer.issue('l');
        QVERIFY(computer.accept(first));
        QVERIFY(computer.fails(other, Failure::Missing));
        QVERIFY(computer.accept(other));
        QVERIFY(!*computer.remembered(other));
        QVERIFY(computer.remembered(first).has_value());
        QCOMPARE(Computer::memories("*.checkpoint").size(), 2);
    }
};

} // namespace custos::app

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // Whoever runs this may have a desktop, which is none of its business.
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent");
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("custos"));
    QApplication::setQuitOnLastWindowClosed(false);
    custos::app::TestEnrolling tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "test_enrolling.moc"
