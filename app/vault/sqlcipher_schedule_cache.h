#pragma once

#include "app/vault/device_secret.h"
#include "models/ports/clock.h"
#include "models/ports/schedule_cache.h"

#include <QThreadPool>
#include <QTimeZone>

namespace custos::app {

class CacheFile;

/// The schedule cache in SQLCipher 4 under HKDF(this computer's secret, the server's share): neither the disk
/// nor the keychain nor a stolen token alone opens it. Open while a session is; shut at lock; deleted at the
/// session's end. Keeps today and the next working day only.
class SqlCipherScheduleCache final : public ScheduleCache {
    Q_OBJECT
public:
    struct Owner {
        UserId user;    ///< Shares differ by person, so each has a file.
        QTimeZone zone; ///< of the practice: whose today it is
    };

    SqlCipherScheduleCache(QString directory, DeviceSecret& secret, const Clock& clock,
                           QObject* parent = nullptr);
    ~SqlCipherScheduleCache() override;

    /// Takes effect later; `stateChanged` says when.
    void open(const Owner& owner, SecretBytes share);
    /// At lock. The key is gone when this returns.
    void close();
    /// At the session's end, whatever ended it: the file goes, too.
    void destroy();

    [[nodiscard]] State state() const override { return state_; }
    [[nodiscard]] Reply<Done> store(const CachedDay& day) override;
    [[nodiscard]] Reply<std::optional<CachedDay>> load(QDate date) override;

private:
    void openFile(SecretBytes key);
    void setState(State state);
    [[nodiscard]] QDate today() const;
    [[nodiscard]] bool isWanted(const CachedDay& day) const;
    [[nodiscard]] QString pathFor(UserId user) const;

    const QString directory_;
    DeviceSecret& secret_;
    const Clock& clock_;
    QThreadPool thread_; ///< One thread: the file is never used from two.
    std::shared_ptr<CacheFile> file_;
    std::optional<Owner> owner_;
    quint64 generation_ = 0; ///< Rises at open and close: what was begun before is void.
    State state_ = State::Closed;
};

} // namespace custos::app
