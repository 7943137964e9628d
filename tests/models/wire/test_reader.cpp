#include "models/wire/reader.h"

#include <QTest>

namespace custos::wire {
namespace {

QJsonObject with(const QJsonValue& value) {
    return {{QStringLiteral("x"), value}};
}

const QLatin1String x("x");

bool takesInstant(const char* text) {
    Reader in(with(QString::fromLatin1(text)));
    (void)in.instant(x);
    return in.complete();
}

bool takesBase64(const char* text) {
    Reader in(with(QString::fromLatin1(text)));
    (void)in.base64(x, 1, 8);
    return in.complete();
}

} // namespace

class TestReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesNoInstantWithoutAnOffset() {
        QVERIFY(takesInstant("2026-11-22T09:30:00Z"));
        QVERIFY(takesInstant("2026-11-22T09:30:00.123456+01:00"));
        QVERIFY(!takesInstant("2026-11-22T09:30:00"));
        QVERIFY(!takesInstant("2026-11-22T09:30Z"));
        QVERIFY(!takesInstant("2026-13-22T09:30:00Z"));
        QVERIFY(!takesInstant("2026-11-22T09:30:00Zand more"));
        QVERIFY(!takesInstant("2026-11-22T09:30:00Z\n"));
    }

    void takesNoSloppyBase64() {
        QVERIFY(takesBase64("AQID"));
        QVERIFY(takesBase64("AQI="));
        QVERIFY(!takesBase64("AQI"));
        QVERIFY(!takesBase64("AQJ="));
        QVERIFY(!takesBase64("AQ_D"));
        QVERIFY(!takesBase64("AQ ID"));
        QVERIFY(!takesBase64(""));
    }

    void takesNoFractionForAnInteger_data() {
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("fraction") << QJsonValue(1.5);
        QTest::newRow("huge") << QJsonValue(1e300);
        QTest::newRow("text") << QJsonValue(QStringLiteral("1"));
        QTest::newRow("true") << QJsonValue(true);
        QTest::newRow("null") << QJsonValue(QJsonValue::Null);
    }
    void takesNoFractionForAnInteger() {
        QFETCH(QJsonValue, value);
        Reader in(with(value));
        (void)in.integer(x, 0, largestIndex);
        QVERIFY(!in.complete());
    }

    void countsCodePointsLikeTheDescription() {
        const QString clef = QString::fromUcs4(std::array<char32_t, 3>{0x1D11E, 0x1D11E, 0x1D11E}.data(), 3);
        Reader in(with(clef));
        QCOMPARE(in.text(x, 1, 3), clef);
        QVERIFY(in.complete());
        Reader tooLong(with(clef));
        (void)tooLong.text(x, 1, 2);
        QVERIFY(!tooLong.complete());
    }

    void takesNoEmptySpan() {
        Reader in({{QStringLiteral("start"), QStringLiteral("2026-11-22T09:30:00Z")},
                   {QStringLiteral("end"), QStringLiteral("2026-11-22T09:30:00Z")}});
        QVERIFY(!in.span());
        QVERIFY(!in.complete());
    }

    void refusesABodyThatNestsTooDeep() {
        const auto nested = [](int depth) {
            return QByteArray("{\"x\":") + QByteArray(depth, '[') + QByteArray(depth, ']') + "}";
        };
        QVERIFY(parseBody(nested(31)));
        QVERIFY(!parseBody(nested(32)));
        QVERIFY(!parseBody(nested(2 << 20)));
        QVERIFY(parseBody("{\"x\":\"" + QByteArray(40, '[') + "\\\"[[[[[\"}"));
    }

    void refusesABodyThatIsNoObject() {
        QVERIFY(!parseBody(""));
        QVERIFY(!parseBody("[]"));
        QVERIFY(!parseBody("null"));
        QVERIFY(!parseBody(R"({"x":1)"));
        QVERIFY(!parseBody(R"({"x":1} trailing)"));
        QVERIFY(!parseBody("{\"x\":\"\xff\xfe\"}"));
    }
};

} // namespace custos::wire

QTEST_GUILESS_MAIN(custos::wire::TestReader)
#include "test_reader.moc"
