#include "models/wire/cached_day_json.h"
#include "tests/app/support/sample_cached_day.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

namespace custos {
namespace {

/// What the copy of each format looked like. A shape that is not the current format's means: raise
/// `cachedDayFormat` and add a line. Lines stay, so that no number is ever used twice.
const QMap<int, QByteArray> shapes{
    {1, "before there was this list"},
    {2, "bfa1696f176e58237f57e20ab8f43cf5681122cb7913fd78d75f8a25916f23df"},
};

void addPaths(const QString& path, const QJsonValue& value, QStringList& paths) {
    static const char* const types[] = {"null", "boolean", "number", "text", "list", "object"};
    paths.append(path + QLatin1Char(' ') + QLatin1String(types[value.type()]));
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        addPaths(path + QLatin1Char('/') + member.key(), member.value(), paths);
    for (const QJsonValue& item : value.toArray())
        addPaths(path + QLatin1String("/*"), item, paths);
}

ScheduleCache::CachedDay fullDay() {
    const QDate date(2026, 11, 23);
    auto cached =
        test::cachedDay(date, QStringLiteral("Testerman, Silas"), QDateTime(date, QTime(15, 0), Qt::UTC));
    cached.directory.providers[0].defaultRoom = cached.directory.rooms[0].id;
    cached.day.appointments[0].room = cached.directory.rooms[0].id;
    cached.day.appointments[0].arrivedAt = cached.day.asOf;
    cached.day.blocks.append({BlockId::create(), cached.day.appointments[0].time,
                              cached.directory.providers[0].id, QStringLiteral("Lunch")});
    return cached;
}

QByteArray shapeOf(const QJsonObject& json) {
    QStringList paths;
    addPaths(QString(), json, paths);
    paths.removeDuplicates();
    paths.sort();
    return QCryptographicHash::hash(paths.join(QLatin1Char('\n')).toUtf8(), QCryptographicHash::Sha256)
        .toHex();
}

} // namespace

class TestCachedDay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isOfTheShapeThatItsFormatNames() {
        QCOMPARE(shapeOf(wire::cachedDayJson(fullDay())), shapes.value(wire::cachedDayFormat));
        QCOMPARE(shapes.lastKey(), wire::cachedDayFormat);
    }

    void readsBackWhatItKept() {
        const auto cached = fullDay();
        const auto read = wire::cachedDay(wire::cachedDayJson(cached));
        QVERIFY(read.has_value());
        QCOMPARE(read->directory.providers, cached.directory.providers);
        QCOMPARE(read->day.blocks, cached.day.blocks);
        QCOMPARE(read->day.appointments.first().patient, cached.day.appointments.first().patient);
    }

    void keepsNeitherNotesNorNeedsNorArrivals() {
        const auto read = wire::cachedDay(wire::cachedDayJson(fullDay()));
        QVERIFY(read.has_value());
        const Appointment& visit = read->day.appointments.first();
        QVERIFY(visit.note.isEmpty() && visit.needs.isEmpty() && !visit.arrivedAt);
    }
};

} // namespace custos

QTEST_GUILESS_MAIN(custos::TestCachedDay)
#include "test_cached_day.moc"
