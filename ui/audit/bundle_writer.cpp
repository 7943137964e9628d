#include "ui/audit/bundle_writer.h"

#include <QDir>
#include <QSaveFile>

namespace custos::ui {

namespace {

bool writeFile(const QString& path, const QByteArray& content) {
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
}

} // namespace

bool writeBundle(const QString& directory, const QList<CheckpointStore::EvidenceFile>& files) {
    if (files.isEmpty() || !QDir().mkdir(directory) ||
        !QFile::setPermissions(directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return false;
    return std::ranges::all_of(files, [&](const CheckpointStore::EvidenceFile& file) {
        return writeFile(QDir(directory).filePath(QString::fromLatin1(file.name)), file.content);
    });
}

} // namespace custos::ui
