#pragma once

#include "ledger/result.h"
#include "models/domain/secret_bytes.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

struct sqlite3;
struct sqlite3_stmt;

namespace custos::app {

enum class CipherFailure {
    NotEncrypting, ///< The library is no SQLCipher 4, or the file is plain: nothing is read or written.
    WrongKey,      ///< Another key's file, or a damaged one; they cannot be told apart.
    Full,          ///< No room on the disk; what was there before is intact.
    Io
};

/// One SQLCipher 4 database file under a raw 256-bit key. Refuses to work on anything that would land on the
/// disk in the clear. Belongs to one thread at a time.
class CipherDatabase {
public:
    class Statement;
    struct Done {};

    /// Opens or makes `path`. The first read proves the key.
    [[nodiscard]] static Result<CipherDatabase, CipherFailure> open(const QString& path, QByteArrayView key);

    [[nodiscard]] Result<Done, CipherFailure> execute(const char* sql);
    [[nodiscard]] Result<Statement, CipherFailure> prepare(const char* sql);
    /// Whether the file begins like a plain SQLite database, whatever a library says of it.
    [[nodiscard]] static bool standsInTheClear(const QString& path);
    /// The library's version, "4.6.1 community".
    [[nodiscard]] const QByteArray& cipherVersion() const { return cipherVersion_; }

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit CipherDatabase(sqlite3* database);
    [[nodiscard]] Result<Done, CipherFailure> unlock(QByteArrayView key);
    [[nodiscard]] std::optional<QByteArray> pragma(const char* sql);

    std::unique_ptr<sqlite3, Close> database_;
    QByteArray cipherVersion_;
};

/// A prepared statement. Binds from 1, reads columns from 0; texts are UTF-8.
class CipherDatabase::Statement {
public:
    void bind(int at, const QByteArray& blob);
    void bind(int at, qint64 number);
    void bindText(int at, const QString& text);
    /// True while there is a row.
    [[nodiscard]] Result<bool, CipherFailure> step();
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] qint64 number(int column) const;

private:
    friend class CipherDatabase;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement);

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

} // namespace custos::app
