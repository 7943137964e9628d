#pragma once

#include "app/vault/cipher_database.h"
#include "models/ports/schedule_cache.h"

#include <optional>

namespace custos::app {

/// The file of the schedule cache. Disposable: whatever it cannot read it wipes and begins anew; its format
/// never migrates. Everything here blocks on the disk: it belongs to the vault's own thread.
class CacheFile {
public:
    explicit CacheFile(QString path);

    /// Copies of days before `today`, and those read from the server longer ago than `oldest`, are dropped.
    [[nodiscard]] Result<CipherDatabase::Done, CipherFailure> open(QByteArrayView key, QDate today,
                                                                   const QDateTime& oldest);
    [[nodiscard]] Result<CipherDatabase::Done, CipherFailure> store(const ScheduleCache::CachedDay& day);
    /// Nothing for a day that is not there, or that cannot be read.
    [[nodiscard]] Result<std::optional<ScheduleCache::CachedDay>, CipherFailure> load(QDate date);
    void close();
    /// Closes and deletes. False where a file stays behind.
    bool destroy();

private:
    [[nodiscard]] Result<CipherDatabase::Done, CipherFailure> openOnce(QByteArrayView key, QDate today,
                                                                       const QDateTime& oldest);
    [[nodiscard]] Result<CipherDatabase::Done, CipherFailure> adopt(CipherDatabase database);
    [[nodiscard]] Result<CipherDatabase::Done, CipherFailure> dropOld(QDate today, const QDateTime& oldest);

    const QString path_;
    std::optional<CipherDatabase> database_;
};

/// Deletes a database file and everything that SQLite may leave beside it. False where one stays behind.
bool removeDatabase(const QString& path);

} // namespace custos::app
