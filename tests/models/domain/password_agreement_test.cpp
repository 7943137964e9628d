#include "models/domain/password_strength.h"
#include "server/auth/password_rules.h"

#include <QTest>

using namespace custos;

namespace {

// With accents, apostrophes and letters that are spelled out; nobody's real name.
const QStringList contexts[] = {{},
                                {QStringLiteral("mira.okonjo"), QStringLiteral("Mira Okonjo"),
                                 QStringLiteral("harborlane"),
                                 QStringLiteral("Harbor Lane Medical & Dental")},
                                {QStringLiteral("s.oelund"), QStringLiteral("Søren Ólund-O’Mockley"),
                                 QStringLiteral("saint-æther"), QStringLiteral("Saint Æther’s Straße")}};

const char16_t* const passwords[] = {
    u"",
    u"short",
    u"blue la",
    u"blue lam",
    u"blue lamp",
    u"zzkwmvqp",
    u"lamp2024", // these five take from half a million guesses to a million and a half
    u"otters99",
    u"bluelamp",
    u"mangofox",
    u"Otters99",
    u"äöüßäöü",
    u"äöüßäöüß",
    u"schöne Aussicht",
    u"scho\u0308ne Aussicht",
    u"password",
    u"PassWord1",
    u"p@ssw0rd",
    u"12345678",
    u"qwertyuiop",
    u"1qaz2wsx",
    u"aaaaaaaa",
    u"iloveyou2",
    u"Summer2024",
    u"Welcome1!",
    u"19841984",
    u"Harborlane1!",
    u"harbor lane",
    u"h4rb0rlane!",
    u"HarborLaneMedicalDental",
    u"mira.okonjo",
    u"miraokonjo1",
    u"Okonjo99",
    u"Custos123",
    u"Dentist2024!",
    u"soren1234",
    u"Søren1234",
    u"omockley1",
    u"O’Mockley",
    u"o'mockley!",
    u"olund-omockley",
    u"saintaether",
    u"strasse1",
    u"Straße2026",
    u"Zebulon Thrackett",
    u"nine quiet otters hum",
    u"\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44",
    u"\U0001F6F6\U0001F6A3\U0001F6E5\U0001F6A4",
    u"\U0001F6F6\U0001F6A3\U0001F6E5\U0001F6A4\U0001F6F6\U0001F6A3\U0001F6E5\U0001F6A4",
    u"ﬁsh and chips",
    u"Ⅷ quiet"};

auth::PasswordContext toServer(const QStringList& words) {
    auth::PasswordContext context;
    for (const QString& word : words)
        context.push_back(word.toStdString());
    return context;
}

/// What the server answers, in the client's words.
bool serverTakes(const QString& password, const QStringList& known) {
    return auth::acceptable(password.toStdString(), toServer(known)).has_value();
}

} // namespace

class PasswordAgreementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheServerWillSay_data() {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QStringList>("known");
        QStringList all;
        for (const char16_t* password : passwords)
            all << QString::fromUtf16(password);
        for (const qsizetype size : {1023, 1024, 1025})
            all << QStringLiteral("nine quiet otters hum ").leftJustified(size, u'k') << QString(size, u'k');
        for (const QStringList& known : contexts)
            for (const QString& password : std::as_const(all))
                QTest::newRow(qPrintable(QStringLiteral("%1 of %2").arg(password.left(40)).arg(known.size())))
                    << password << known;
    }

    void tellsWhatTheServerWillSay() {
        QFETCH(QString, password);
        QFETCH(QStringList, known);
        QCOMPARE(isAcceptable(strengthOf(password, known)), serverTakes(password, known));
    }

    void theseRowsTellTheContextsApart() {
        QVERIFY(serverTakes(QStringLiteral("omockley1"), contexts[0]));
        QVERIFY(!serverTakes(QStringLiteral("omockley1"), contexts[2]));
    }
};

QTEST_GUILESS_MAIN(PasswordAgreementTest)
#include "password_agreement_test.moc"
