#include "app/enrolment/file_enrolment_store.h"

#include "app/enrolment/enrolment_file.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace custos::app {
namespace {

Result<QByteArray, EnrolmentFailure> contents(const QString& path) {
    QFile file(path);
    // Asking a pipe or a device for its contents would wait for ever.
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return unexpected<EnrolmentFailure>(EnrolmentFailure::Unreadable);
    const QByteArray bytes = file.read(largestEnrolmentFile + 1);
    if (bytes.size() > largestEnrolmentFile || file.error() != QFileDevice::NoError)
        return unexpected<EnrolmentFailure>(EnrolmentFailure::Unreadable);
    return bytes;
}

} // namespace

FileEnrolmentStore::FileEnrolmentStore(QString directory, const Clock& clock)
    : directory_(std::move(directory))
    , clock_(clock) {}

QString FileEnrolmentStore::path() const {
    return QDir(directory_).filePath(QStringLiteral("enrolment.custos"));
}

Result<EnrolmentOffer, EnrolmentFailure> FileEnrolmentStore::open(const QString& path) const {
    const auto file = contents(path);
    if (!file)
        return unexpected<EnrolmentFailure>(file.error());
    auto enrolment = readEnrolment(*file, clock_.now());
    if (!enrolment)
        return unexpected<EnrolmentFailure>(enrolment.error());
    return EnrolmentOffer{std::move(*enrolment), QFileInfo(path).fileName(), fingerprintOf(*file), *file};
}

Result<Enrolment, EnrolmentFailure> FileEnrolmentStore::accept(const EnrolmentOffer& offer) {
    // Read again from the very bytes that are kept: what was compared is what is trusted.
    auto enrolment = readEnrolment(offer.file, clock_.now());
    if (!enrolment || fingerprintOf(offer.file) != offer.fingerprint)
        return unexpected<EnrolmentFailure>(EnrolmentFailure::Damaged);
    const auto before = current();
    if (before && *before && (*before)->practice != enrolment->practice)
        return unexpected<EnrolmentFailure>(EnrolmentFailure::OtherPractice);
    if (!keep(offer.file))
        return unexpected<EnrolmentFailure>(EnrolmentFailure::NotStored);
    return enrolment;
}

bool FileEnrolmentStore::keep(const QByteArray& file) const {
    QSaveFile saved(path());
    return QDir().mkpath(directory_) && saved.open(QIODevice::WriteOnly) &&
           saved.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && saved.write(file) == file.size() &&
           saved.commit();
}

Result<std::optional<Enrolment>, EnrolmentFailure> FileEnrolmentStore::current() const {
    if (!QFileInfo::exists(path()))
        return std::optional<Enrolment>();
    const auto file = contents(path());
    if (!file)
        return unexpected<EnrolmentFailure>(file.error());
    auto enrolment = readEnrolment(*file, clock_.now());
    if (!enrolment)
        return unexpected<EnrolmentFailure>(enrolment.error());
    return std::optional<Enrolment>(std::move(*enrolment));
}

bool FileEnrolmentStore::keeps(const EnrolmentOffer& offer) const {
    const auto kept = contents(path());
    return kept && *kept == offer.file;
}

} // namespace custos::app
