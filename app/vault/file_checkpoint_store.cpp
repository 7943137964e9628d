#include "app/vault/file_checkpoint_store.h"

#include "app/vault/derived_key.h"
#include "app/vault/durable_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>

namespace custos::app {
namespace {

// first line: what this is; second: when first seen, or "never"; third: MAC in hex; the rest: the note
const QByteArray magic = QByteArrayLiteral("custos-checkpoint 1");
constexpr qint64 largestFile = 64 * 1024;
/// For another window, which writes one small file meanwhile. One that has died holds up nobody.
constexpr std::chrono::seconds patience{1};

struct Parts {
    QByteArray seen;
    QByteArray mac;
    QByteArray note;
};

std::optional<Parts> split(const QByteArray& file) {
    const qsizetype first = file.indexOf('\n');
    const qsizetype second = file.indexOf('\n', first + 1);
    const qsizetype third = file.indexOf('\n', second + 1);
    if (first < 0 || second < 0 || third < 0 || file.left(first) != magic)
        return std::nullopt;
    return Parts{file.mid(first + 1, second - first - 1),
                 QByteArray::fromHex(file.mid(second + 1, third - second - 1)), file.mid(third + 1)};
}

std::optional<Parts> partsAt(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return split(file.read(largestFile));
}

/// Cannot be an evidence file's own name.
const QString settledMark = QStringLiteral(".settled");
const QString lockMark = QStringLiteral(".lock");

bool isEvidenceName(const QByteArray& name) {
    return !name.isEmpty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

template<class T>
QFuture<T> ready(T result) {
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

QByteArray noteOf(const std::optional<CheckpointStore::Remembered>& remembered) {
    return remembered ? remembered->checkpoint : QByteArray();
}

/// Part of a file's name.
QString fileTime(const QDateTime& time) {
    return time.toUTC().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
}

QByteArray timeText(const QDateTime& time) {
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs).toLatin1() : QByteArrayLiteral("never");
}

} // namespace

FileCheckpointStore::FileCheckpointStore(QString directory, Log log, DeviceSecret& secret, const Clock& clock,
                                         QObject* parent)
    : QObject(parent)
    , directory_(std::move(directory))
    , log_(std::move(log))
    , secret_(secret)
    , clock_(clock) {}

void FileCheckpointStore::leaveAlarm() {
    leavesAlarm_ = true;
    (void)load();
}

template<class T>
QFuture<Result<T, CheckpointStore::Failure>>
FileCheckpointStore::withSecret(std::function<Result<T, Failure>(QByteArrayView)> act) {
    return secret_.get().then(
        this,
        [this, act = std::move(act)](
            const Result<Keychain::Secret, Keychain::Failure>& secret) -> Result<T, Failure> {
            if (!secret)
                return unexpected<Failure>(Failure::NoKeychain);
            if (!hasLeftAlarm((*secret)->view()))
                return unexpected<Failure>(Failure::Io);
            return act((*secret)->view());
        });
}

/// True where there was none to leave, too.
bool FileCheckpointStore::hasLeftAlarm(QByteArrayView secret) {
    if (!leavesAlarm_)
        return true;
    QLockFile lock(path() + lockMark);
    if (!QDir().mkpath(directory_) || !lock.tryLock(patience))
        return false;
    const bool isSound = read(secret).has_value() && standingFolder().isEmpty();
    leavesAlarm_ = !isSound && !beginAnew(secret);
    return !leavesAlarm_;
}

bool FileCheckpointStore::beginAnew(QByteArrayView secret) const {
    const QString aside = path() + QStringLiteral(".until-") + fileTime(clock_.now());
    const bool isAside = !QFile::exists(path()) || QFile::rename(path(), aside);
    // The evidence last: until then all of it is done again.
    return isAside && writeDurably(path(), sealed(secret, {})) && settle();
}

QString FileCheckpointStore::name() const {
    const QByteArray key = QCryptographicHash::hash(log_.publicKey, QCryptographicHash::Sha256).toHex();
    return log_.practice.toString() + u'-' + QString::fromLatin1(key.left(16));
}

QString FileCheckpointStore::path() const {
    return QDir(directory_).filePath(name() + QStringLiteral(".checkpoint"));
}

SecretBytes FileCheckpointStore::macKey(QByteArrayView secret) const {
    return deriveKey(secret, log_.practice.toString().toLatin1() + log_.publicKey,
                     "custos checkpoint, version 1");
}

QByteArray FileCheckpointStore::sealed(QByteArrayView secret, const Remembered& checkpoint) const {
    const QByteArray seen = timeText(checkpoint.firstSeen);
    const SecretBytes key = macKey(secret);
    const QByteArray mac = authenticate(key.view(), seen + '\n' + checkpoint.checkpoint);
    return magic + '\n' + seen + '\n' + mac.toHex() + '\n' + checkpoint.checkpoint;
}

bool FileCheckpointStore::initialise(QByteArrayView freshSecret) const {
    const auto before = partsAt(path());
    const bool remembersSomething = QFile::exists(path()) && (!before || !before->note.isEmpty());
    return remembersSomething || writeDurably(path(), sealed(freshSecret, {}));
}

Result<std::optional<CheckpointStore::Remembered>, CheckpointStore::Failure>
FileCheckpointStore::read(QByteArrayView secret) const {
    if (!QFile::exists(path()))
        return unexpected<Failure>(Failure::Missing);
    const auto parts = partsAt(path());
    const SecretBytes key = macKey(secret);
    if (!parts || !isAuthentic(key.view(), parts->seen + '\n' + parts->note, parts->mac))
        return unexpected<Failure>(Failure::Damaged);
    if (parts->note.isEmpty())
        return std::optional<Remembered>();
    return std::optional(
        Remembered{parts->note, QDateTime::fromString(QString::fromLatin1(parts->seen), Qt::ISODateWithMs)});
}

QFuture<CheckpointStore::Loaded> FileCheckpointStore::load() {
    return withSecret<std::optional<Remembered>>([this](QByteArrayView secret) { return read(secret); });
}

QFuture<Result<Done, CheckpointStore::Failure>>
FileCheckpointStore::remember(const Remembered& checkpoint, const std::optional<Remembered>& before) {
    return withSecret<Done>(
        [this, checkpoint, before](QByteArrayView secret) { return replace(secret, checkpoint, before); });
}

Result<Done, CheckpointStore::Failure>
FileCheckpointStore::replace(QByteArrayView secret, const Remembered& checkpoint,
                             const std::optional<Remembered>& before) const {
    QLockFile lock(path() + lockMark);
    if (!lock.tryLock(patience))
        return unexpected<Failure>(Failure::Io);
    const auto now = read(secret);
    if (!now)
        return unexpected<Failure>(now.error());
    if (noteOf(*now) != noteOf(before))
        return unexpected<Failure>(Failure::Overtaken);
    if (!writeDurably(path(), sealed(secret, checkpoint)))
        return unexpected<Failure>(Failure::Io);
    return Done();
}

Result<QString, CheckpointStore::Failure>
FileCheckpointStore::writeEvidence(const QList<EvidenceFile>& files) const {
    const QString folder =
        QDir(directory_).filePath(name() + QStringLiteral(".evidence-") + fileTime(clock_.now()));
    // A folder of that millisecond is somebody's evidence already.
    if (!QDir().mkpath(directory_) ||
        !QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return unexpected<Failure>(Failure::Io);
    for (const EvidenceFile& file : files)
        if (!isEvidenceName(file.name) ||
            !writeDurably(QDir(folder).filePath(QString::fromLatin1(file.name)), file.content))
            return unexpected<Failure>(Failure::Io);
    return folder;
}

QFuture<Result<QString, CheckpointStore::Failure>>
FileCheckpointStore::keepEvidence(const QList<EvidenceFile>& files) {
    // Needs no keychain: what contradicts the log is worth keeping whoever could have written it.
    return ready(writeEvidence(files));
}

QString FileCheckpointStore::standingFolder() const {
    const QStringList folders =
        QDir(directory_).entryList({name() + QStringLiteral(".evidence-*")}, QDir::Dirs, QDir::Name);
    if (folders.isEmpty())
        return {};
    const QString newest = QDir(directory_).filePath(folders.last());
    return QFile::exists(QDir(newest).filePath(settledMark)) ? QString() : newest;
}

CheckpointStore::Standing FileCheckpointStore::standing() const {
    const QString folder = standingFolder();
    if (folder.isEmpty())
        return std::optional<Evidence>();
    Evidence evidence{folder, {}};
    const QStringList names = QDir(folder).entryList(QDir::Files, QDir::Name);
    for (const QString& file : names) {
        QFile opened(QDir(folder).filePath(file));
        if (!opened.open(QIODevice::ReadOnly))
            return unexpected<Failure>(Failure::Io);
        evidence.files.append({file.toLatin1(), opened.readAll()});
    }
    return std::optional(std::move(evidence));
}

QFuture<CheckpointStore::Standing> FileCheckpointStore::standingEvidence() {
    if (!leavesAlarm_)
        return ready(standing());
    return withSecret<std::optional<Evidence>>([this](QByteArrayView) { return standing(); });
}

bool FileCheckpointStore::settle() const {
    const QString folder = standingFolder();
    return folder.isEmpty() || writeDurably(QDir(folder).filePath(settledMark), QByteArray());
}

QFuture<Result<Done, CheckpointStore::Failure>> FileCheckpointStore::settleEvidence() {
    return ready(settle() ? Result<Done, Failure>(Done())
                          : Result<Done, Failure>(unexpected<Failure>(Failure::Io)));
}

} // namespace custos::app
