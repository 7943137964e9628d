#include "models/domain/password_strength.h"

#include <QTest>

using namespace custos;

class PasswordStrengthTest : public QObject {
    Q_OBJECT

    const QStringList known_{QStringLiteral("harborlane"), QStringLiteral("mira.okonjo")};

private Q_SLOTS:
    void risesWithWhatIsTyped() {
        const auto of = [this](const char16_t* typed) {
            return strengthOf(QString::fromUtf16(typed), known_);
        };
        QCOMPARE(of(u""), PasswordStrength::TooShort);
        QCOMPARE(of(u"nine qu"), PasswordStrength::TooShort);
        QCOMPARE(of(u"password1"), PasswordStrength::TooCommon);
        QVERIFY(of(u"nine quiet") < of(u"nine quiet otters hum"));
        QCOMPARE(of(u"nine quiet otters hum"), PasswordStrength::Strong);
    }

    void countsCharactersAndNotUnits() {
        const QString boats = QString::fromUcs4(U"\U0001F6F6\U0001F6A3\U0001F6E5\U0001F6A4");
        QCOMPARE(boats.size(), 8);
        QCOMPARE(strengthOf(boats, {}), PasswordStrength::TooShort);
    }

    void refusesWhatTheServerCouldNotKeep() {
        const QString phrase = QStringLiteral("nine quiet otters hum ");
        QVERIFY(isAcceptable(strengthOf(phrase + QString(1024 - phrase.size(), u'k'), {})));
        QCOMPARE(strengthOf(phrase + QString(1025 - phrase.size(), u'k'), {}), PasswordStrength::TooLong);
    }

    void knowsWhatAGuesserKnows() {
        QCOMPARE(strengthOf(QStringLiteral("Harborlane2026"), known_), PasswordStrength::TooCommon);
        QCOMPARE(strengthOf(QStringLiteral("m1ra.okonjo"), known_), PasswordStrength::TooCommon);
        QVERIFY(isAcceptable(strengthOf(QStringLiteral("Zebulon Thrackett"), known_)));
        QVERIFY(!isAcceptable(
            strengthOf(QStringLiteral("Zebulon Thrackett"), {QStringLiteral("Thrackett, Zebulon")})));
    }

    void takesOnlyWhatIsBeyondTheFirstMillionGuesses() {
        QVERIFY(!isAcceptable(PasswordStrength::TooShort) && !isAcceptable(PasswordStrength::TooLong) &&
                !isAcceptable(PasswordStrength::TooCommon));
        QVERIFY(isAcceptable(PasswordStrength::Fair) && isAcceptable(PasswordStrength::Good) &&
                isAcceptable(PasswordStrength::Strong));
    }
};

QTEST_GUILESS_MAIN(PasswordStrengthTest)
#include "password_strength_test.moc"
