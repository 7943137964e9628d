#include "app/vault/cipher_database.h"

#include <QFile>

#define SQLITE_HAS_CODEC // before the include: declares the keying functions
#include <sqlcipher/sqlite3.h>

namespace custos::app {
namespace {

constexpr char plainHeader[] = "SQLite format 3";

CipherFailure failureOf(int code) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return CipherFailure::WrongKey;
    case SQLITE_FULL:
        return CipherFailure::Full;
    default:
        return CipherFailure::Io;
    }
}

/// x'64 hex digits': a raw key, which spares the 165 ms of a passphrase.
SecretBytes rawKeyLiteral(QByteArrayView key) {
    static constexpr char digits[] = "0123456789abcdef";
    SecretBytes literal = SecretBytes::zeros(key.size() * 2 + 3);
    char* out = literal.data();
    *out++ = 'x';
    *out++ = '\'';
    for (const char byte : key) {
        *out++ = digits[(uchar(byte) >> 4) & 0xf];
        *out++ = digits[uchar(byte) & 0xf];
    }
    *out = '\'';
    return literal;
}

} // namespace

bool CipherDatabase::standsInTheClear(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(sizeof plainHeader - 1) == plainHeader;
}

void CipherDatabase::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

CipherDatabase::CipherDatabase(sqlite3* database)
    : database_(database) {}

Result<CipherDatabase, CipherFailure> CipherDatabase::open(const QString& path, QByteArrayView key) {
    if (standsInTheClear(path))
        return unexpected<CipherFailure>(CipherFailure::NotEncrypting);
    sqlite3* handle = nullptr;
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_FULLMUTEX;
    const int code = sqlite3_open_v2(QFile::encodeName(path).constData(), &handle, flags, nullptr);
    CipherDatabase database(handle);
    if (code != SQLITE_OK)
        return unexpected<CipherFailure>(failureOf(code));
    const auto unlocked = database.unlock(key);
    if (!unlocked)
        return unexpected<CipherFailure>(unlocked.error());
    // Whatever the library said of itself: the bytes on the disk decide.
    if (standsInTheClear(path))
        return unexpected<CipherFailure>(CipherFailure::NotEncrypting);
    return database;
}

Result<CipherDatabase::Done, CipherFailure> CipherDatabase::unlock(QByteArrayView key) {
    // It would write its complaints about wrong keys to stderr; whoever calls is told by the result.
    (void)pragma("PRAGMA cipher_log_level = NONE");
    cipherVersion_ = pragma("PRAGMA cipher_version").value_or(QByteArray());
    if (cipherVersion_.left(cipherVersion_.indexOf('.')).toInt() < 4)
        return unexpected<CipherFailure>(CipherFailure::NotEncrypting);
    const SecretBytes literal = rawKeyLiteral(key);
    if (sqlite3_key(database_.get(), literal.view().data(), int(literal.size())) != SQLITE_OK)
        return unexpected<CipherFailure>(CipherFailure::NotEncrypting);
    for (const char* setting :
         {"PRAGMA cipher_memory_security = ON", "PRAGMA temp_store = MEMORY", "PRAGMA secure_delete = ON",
          "PRAGMA trusted_schema = OFF", "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL",
          "SELECT count(*) FROM sqlite_schema"})
        if (const auto done = execute(setting); !done)
            return done;
    return Done();
}

std::optional<QByteArray> CipherDatabase::pragma(const char* sql) {
    auto statement = prepare(sql);
    if (!statement)
        return std::nullopt;
    const auto row = statement->step();
    return row && *row ? std::optional(statement->blob(0)) : std::nullopt;
}

Result<CipherDatabase::Done, CipherFailure> CipherDatabase::execute(const char* sql) {
    const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return unexpected<CipherFailure>(failureOf(code));
    return Done();
}

Result<CipherDatabase::Statement, CipherFailure> CipherDatabase::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr);
    if (code != SQLITE_OK)
        return unexpected<CipherFailure>(failureOf(code));
    return Statement(statement);
}

void CipherDatabase::Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

CipherDatabase::Statement::Statement(sqlite3_stmt* statement)
    : statement_(statement) {}

void CipherDatabase::Statement::bind(int at, const QByteArray& blob) {
    sqlite3_bind_blob64(statement_.get(), at, blob.constData(), sqlite3_uint64(blob.size()),
                        SQLITE_TRANSIENT);
}

void CipherDatabase::Statement::bind(int at, qint64 number) {
    sqlite3_bind_int64(statement_.get(), at, number);
}

void CipherDatabase::Statement::bindText(int at, const QString& text) {
    const QByteArray utf8 = text.toUtf8();
    sqlite3_bind_text(statement_.get(), at, utf8.constData(), int(utf8.size()), SQLITE_TRANSIENT);
}

Result<bool, CipherFailure> CipherDatabase::Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return unexpected<CipherFailure>(failureOf(code));
}

QByteArray CipherDatabase::Statement::blob(int column) const {
    return QByteArray(static_cast<const char*>(sqlite3_column_blob(statement_.get(), column)),
                      sqlite3_column_bytes(statement_.get(), column));
}

qint64 CipherDatabase::Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

} // namespace custos::app
