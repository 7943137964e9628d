#include "app/vault/sqlcipher_schedule_cache.h"

#include "app/vault/cache_file.h"
#include "app/vault/derived_key.h"

#include <QDir>
#include <QtConcurrentRun>

namespace custos::app {
namespace {

/// No copy outlives a session's longest life: one that was copied back from a backup is dropped at open.
constexpr auto longestAge = std::chrono::hours(12);

unexpected<Problem> storageFailed() {
    return unexpected<Problem>(Problem{.kind = Problem::Kind::Storage});
}

} // namespace

SqlCipherScheduleCache::SqlCipherScheduleCache(QString directory, DeviceSecret& secret, const Clock& clock,
                                               QObject* parent)
    : ScheduleCache(parent)
    , directory_(std::move(directory))
    , secret_(secret)
    , clock_(clock) {
    thread_.setMaxThreadCount(1);
    thread_.setExpiryTimeout(-1);
}

SqlCipherScheduleCache::~SqlCipherScheduleCache() {
    close();
    thread_.waitForDone();
}

QString SqlCipherScheduleCache::pathFor(UserId user) const {
    return QDir(directory_).filePath(user.toString() + QStringLiteral(".cache"));
}

QDate SqlCipherScheduleCache::today() const {
    return clock_.now().toTimeZone(owner_->zone).date();
}

void SqlCipherScheduleCache::open(const Owner& owner, SecretBytes share) {
    close();
    owner_ = owner;
    auto held = std::make_shared<SecretBytes>(std::move(share));
    secret_.get().then(
        this, [this, held, asked = generation_](const Result<Keychain::Secret, Keychain::Failure>& secret) {
            // Locked, missing or refusing: online-only, and no file is touched.
            if (asked != generation_)
                return;
            if (!secret)
                return setState(State::Impossible);
            openFile(deriveKey((*secret)->view(), held->view(), "custos schedule cache, version 1"));
        });
}

void SqlCipherScheduleCache::openFile(SecretBytes key) {
    file_ = std::make_shared<CacheFile>(pathFor(owner_->user));
    auto held = std::make_shared<SecretBytes>(std::move(key));
    const QDateTime oldest = clock_.now().addSecs(-std::chrono::seconds(longestAge).count());
    QtConcurrent::run(&thread_, [file = file_, held, today = today(), oldest] {
        const auto opened = file->open(held->view(), today, oldest);
        held->wipe();
        return opened.has_value();
    }).then(this, [this, asked = generation_](bool opened) {
        if (asked == generation_)
            setState(opened ? State::Open : State::Impossible);
    });
}

void SqlCipherScheduleCache::close() {
    ++generation_;
    setState(State::Closed);
    if (!file_)
        return;
    // SQLCipher wipes the key when its handle goes; wait, because "locked" means that it has gone.
    QtConcurrent::run(&thread_, [file = std::move(file_)] { file->close(); }).waitForFinished();
    file_.reset();
}

void SqlCipherScheduleCache::destroy() {
    close();
    if (owner_)
        removeDatabase(pathFor(owner_->user));
    owner_.reset();
}

void SqlCipherScheduleCache::setState(State state) {
    if (std::exchange(state_, state) != state)
        Q_EMIT stateChanged();
}

bool SqlCipherScheduleCache::isWanted(const CachedDay& day) const {
    const QDate date = day.day.date;
    return date == today() || date == nextWorkingDay(today(), day.directory.providers);
}

Reply<Done> SqlCipherScheduleCache::store(const CachedDay& day) {
    if (!available())
        return readyReply<Done>(storageFailed());
    if (!isWanted(day))
        return readyReply<Done>(Done());
    return QtConcurrent::run(&thread_, [file = file_, day]() -> Result<Done, Problem> {
        if (!file->store(day))
            return storageFailed();
        return Done();
    });
}

Reply<std::optional<ScheduleCache::CachedDay>> SqlCipherScheduleCache::load(QDate date) {
    if (!available())
        return readyReply<std::optional<CachedDay>>(storageFailed());
    return QtConcurrent::run(&thread_, [file = file_, date]() -> Result<std::optional<CachedDay>, Problem> {
        auto day = file->load(date);
        if (!day)
            return storageFailed();
        return std::move(*day);
    });
}

} // namespace custos::app
