#pragma once

#include "models/domain/problem.h"
#include "models/ports/schedule_gateway.h"

#include <QObject>

#include <optional>

namespace custos {

/// The minimal schedule of today and the next working day, kept encrypted on this computer. Disposable: it
/// can always be wiped and fetched again. Calls are answered from a thread of its own.
class ScheduleCache : public QObject {
    Q_OBJECT
public:
    enum class State {
        Closed, ///< No session, or still being opened.
        Open,
        Impossible ///< The keychain is locked, missing or refuses, or the file can't be kept: online only.
    };
    using QObject::QObject;

    struct CachedDay {
        ScheduleDirectory directory;
        DaySchedule day; ///< Minimal: name, time, provider, room, status, reason. `asOf` is its age.
    };

    [[nodiscard]] virtual State state() const = 0;
    [[nodiscard]] bool available() const { return state() == State::Open; }
    [[nodiscard]] virtual Reply<Done> store(const CachedDay& day) = 0;
    [[nodiscard]] virtual Reply<std::optional<CachedDay>> load(QDate date) = 0;

Q_SIGNALS:
    void stateChanged();
};

} // namespace custos
