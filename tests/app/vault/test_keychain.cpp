#include "app/session/boot_clock.h"
#include "app/vault/secret_service_keychain.h"
#include "app/vault/vault.h"
#include "models/domain/enrolment.h"
#include "tests/app/support/settled.h"

#include <QTemporaryDir>
#include <QTest>

namespace custos::app {
namespace {

using test::settled;

const QString name = QStringLiteral("device/test");

Keychain::Secret secret(const char* text) {
    return std::make_shared<const SecretBytes>(SecretBytes::copy(text));
}

Enrolment enrolment() {
    return Enrolment{.addresses = {},
                     .ca = {},
                     .pins = {},
                     .notAfter = {},
                     .practice = *PracticeId::parse(u"6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab"),
                     .practiceCode = {},
                     .practiceName = {},
                     .ledgerPublicKey = QByteArray(32, 'k'),
                     .issuedBy = {},
                     .issuedAt = {},
                     .issuedFor = {}};
}

} // namespace

/// Each function names the state of the keyring that it needs; CMakeLists.txt brings the two together.
class TestKeychain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesBackWhatWasWritten() {
        SecretServiceKeychain keychain;
        QVERIFY(settled(keychain.write(name, secret("first"))).has_value());
        QVERIFY(settled(keychain.write(name, secret("second"))).has_value());
        const auto read = settled(keychain.read(name));
        QVERIFY(read.has_value() && *read);
        QCOMPARE((*read)->view().toByteArray(), QByteArray("second"));
    }

    void saysThatAnOpenKeychainHasNoSuchEntry() {
        SecretServiceKeychain keychain;
        const auto read = settled(keychain.read(QStringLiteral("device/never written")));
        QVERIFY(read.has_value());
        QVERIFY(!*read);
    }

    void keepsNamesApart() {
        SecretServiceKeychain keychain;
        QVERIFY(settled(keychain.write(QStringLiteral("device/a"), secret("a"))).has_value());
        QVERIFY(settled(keychain.write(QStringLiteral("device/b"), secret("b"))).has_value());
        QCOMPARE((*settled(keychain.read(QStringLiteral("device/a"))))->view().toByteArray(),
                 QByteArray("a"));
    }

    void opensTheSameVaultAtTheNextStart() {
        QTemporaryDir home;
        BootClock clock;
        QByteArray first;
        for (int start = 0; start < 2; ++start) {
            Vault vault(home.path(), enrolment(), clock);
            const auto made = settled(vault.secret.get());
            QVERIFY(made.has_value());
            QVERIFY(first.isEmpty() || first == (*made)->view().toByteArray());
            first = (*made)->view().toByteArray();
            const auto remembered = settled(vault.checkpoints.load());
            QVERIFY(remembered.has_value() && !*remembered);
        }
    }

    void tellsALockedKeychainFromOneWithoutTheEntry() {
        SecretServiceKeychain keychain;
        QCOMPARE(settled(keychain.read(name)).error(), Keychain::Failure::Locked);
    }

    void makesNoSecretInALockedKeychain() {
        QTemporaryDir home;
        BootClock clock;
        Vault vault(home.path(), enrolment(), clock);
        QCOMPARE(settled(vault.secret.get()).error(), Keychain::Failure::Locked);
        QCOMPARE(settled(vault.checkpoints.load()).error(), CheckpointStore::Failure::NoKeychain);
        QVERIFY(QDir(home.path()).isEmpty());
    }

    void givesUpOnAWriteThatNeverEnds() {
        SecretServiceKeychain keychain(std::chrono::milliseconds(500));
        QCOMPARE(settled(keychain.write(name, secret("x"))).error(), Keychain::Failure::Unavailable);
    }

    void isUnavailableWithoutACollection() {
        SecretServiceKeychain keychain;
        QCOMPARE(settled(keychain.read(name)).error(), Keychain::Failure::Unavailable);
    }

    void isUnavailableWithoutAService() {
        SecretServiceKeychain keychain;
        QCOMPARE(settled(keychain.read(name)).error(), Keychain::Failure::Unavailable);
        QTemporaryDir home;
        BootClock clock;
        Vault vault(home.path(), enrolment(), clock);
        QVERIFY(!settled(vault.secret.get()));
        QVERIFY(QDir(home.path()).isEmpty());
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestKeychain)
#include "test_keychain.moc"
