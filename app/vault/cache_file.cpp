#include "app/vault/cache_file.h"

#include "models/wire/cached_day_json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace custos::app {
namespace {

using Done = CipherDatabase::Done;

Result<Done, CipherFailure> makeTables(CipherDatabase& database) {
    const QByteArray version = QByteArray::number(wire::cachedDayFormat);
    return database.execute("BEGIN;"
                            "CREATE TABLE day (date TEXT PRIMARY KEY, as_of INTEGER NOT NULL,"
                            "                  document BLOB NOT NULL) WITHOUT ROWID;"
                            "PRAGMA user_version = " +
                            version + "; COMMIT");
}

Result<qint64, CipherFailure> versionOf(CipherDatabase& database) {
    auto statement = database.prepare("PRAGMA user_version");
    if (!statement)
        return unexpected<CipherFailure>(statement.error());
    const auto row = statement->step();
    if (!row)
        return unexpected<CipherFailure>(row.error());
    return *row ? statement->number(0) : -1;
}

/// Runs a statement that gives no rows.
Result<Done, CipherFailure> run(CipherDatabase::Statement& statement) {
    const auto row = statement.step();
    if (!row)
        return unexpected<CipherFailure>(row.error());
    return Done();
}

} // namespace

bool removeDatabase(const QString& path) {
    bool gone = true;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        const QString file = path + QLatin1String(suffix);
        gone = (!QFileInfo::exists(file) || QFile::remove(file)) && gone;
    }
    return gone;
}

CacheFile::CacheFile(QString path)
    : path_(std::move(path)) {}

Result<Done, CipherFailure> CacheFile::open(QByteArrayView key, QDate today, const QDateTime& oldest) {
    close();
    if (!QDir().mkpath(QFileInfo(path_).absolutePath()))
        return unexpected<CipherFailure>(CipherFailure::Io);
    auto opened = openOnce(key, today, oldest);
    // A file of another key, format or age, a damaged one, a plain one: there is nothing in it to save.
    if (!opened &&
        (opened.error() == CipherFailure::WrongKey || opened.error() == CipherFailure::NotEncrypting))
        if (destroy())
            opened = openOnce(key, today, oldest);
    if (!opened)
        close();
    return opened;
}

Result<Done, CipherFailure> CacheFile::openOnce(QByteArrayView key, QDate today, const QDateTime& oldest) {
    auto database = CipherDatabase::open(path_, key);
    if (!database)
        return unexpected<CipherFailure>(database.error());
    const bool isNew = QFileInfo(path_).size() == 0;
    if (isNew)
        if (const auto made = makeTables(*database); !made)
            return made;
    if (const auto adopted = adopt(std::move(*database)); !adopted)
        return adopted;
    return dropOld(today, oldest);
}

Result<Done, CipherFailure> CacheFile::adopt(CipherDatabase database) {
    const auto version = versionOf(database);
    if (!version)
        return unexpected<CipherFailure>(version.error());
    if (*version != wire::cachedDayFormat)
        return unexpected<CipherFailure>(CipherFailure::WrongKey);
    if (CipherDatabase::standsInTheClear(path_))
        return unexpected<CipherFailure>(CipherFailure::NotEncrypting);
    database_ = std::move(database);
    return Done();
}

Result<Done, CipherFailure> CacheFile::dropOld(QDate today, const QDateTime& oldest) {
    auto statement = database_->prepare("DELETE FROM day WHERE date < ?1 OR as_of < ?2");
    if (!statement)
        return unexpected<CipherFailure>(statement.error());
    statement->bindText(1, today.toString(Qt::ISODate));
    statement->bind(2, oldest.toSecsSinceEpoch());
    return run(*statement);
}

Result<Done, CipherFailure> CacheFile::store(const ScheduleCache::CachedDay& day) {
    if (!database_)
        return unexpected<CipherFailure>(CipherFailure::Io);
    auto statement =
        database_->prepare("INSERT OR REPLACE INTO day (date, as_of, document) VALUES (?1, ?2, ?3)");
    if (!statement)
        return unexpected<CipherFailure>(statement.error());
    statement->bindText(1, day.day.date.toString(Qt::ISODate));
    statement->bind(2, day.day.asOf.toSecsSinceEpoch());
    statement->bind(3, QJsonDocument(wire::cachedDayJson(day)).toJson(QJsonDocument::Compact));
    return run(*statement);
}

Result<std::optional<ScheduleCache::CachedDay>, CipherFailure> CacheFile::load(QDate date) {
    if (!database_)
        return unexpected<CipherFailure>(CipherFailure::Io);
    auto statement = database_->prepare("SELECT document FROM day WHERE date = ?1");
    if (!statement)
        return unexpected<CipherFailure>(statement.error());
    statement->bindText(1, date.toString(Qt::ISODate));
    const auto row = statement->step();
    if (!row)
        return unexpected<CipherFailure>(row.error());
    if (!*row)
        return std::optional<ScheduleCache::CachedDay>();
    const auto json = wire::parseBody(statement->blob(0));
    auto day = json ? wire::cachedDay(*json)
                    : wire::Parsed<ScheduleCache::CachedDay>(unexpected<Problem>(json.error()));
    if (!day)
        return std::optional<ScheduleCache::CachedDay>();
    return std::optional<ScheduleCache::CachedDay>(std::move(*day));
}

void CacheFile::close() {
    database_.reset();
}

bool CacheFile::destroy() {
    close();
    return removeDatabase(path_);
}

} // namespace custos::app
