#include "app/vault/durable_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace custos::app {
namespace {

bool writeNew(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(bytes) == bytes.size() &&
           file.flush() && ::fsync(file.handle()) == 0;
}

/// The rename itself has to survive, too.
bool syncDirectory(const QString& path) {
    const int directory = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    const bool synced = ::fsync(directory) == 0;
    ::close(directory);
    return synced;
}

} // namespace

bool writeDurably(const QString& path, const QByteArray& bytes) {
    const QString directory = QFileInfo(path).absolutePath();
    const QString fresh = path + QStringLiteral(".new");
    if (!QDir().mkpath(directory) || !writeNew(fresh, bytes)) {
        QFile::remove(fresh);
        return false;
    }
    return std::rename(QFile::encodeName(fresh).constData(), QFile::encodeName(path).constData()) == 0 &&
           syncDirectory(directory);
}

} // namespace custos::app
