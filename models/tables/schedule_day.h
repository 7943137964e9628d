#pragma once

#include "models/ports/clock.h"
#include "models/ports/connection_monitor.h"
#include "models/ports/schedule_cache.h"
#include "models/tables/day_board.h"

#include <QObject>
#include <QTimer>

namespace custos {

/// The day that is on the screen: reads it, re-reads it when another desk changed it, and falls back to the
/// copy on this computer, read only, while the server can't be reached. Replies for a day that is no longer
/// shown are dropped, and no reply puts a visit back to an older version than one already seen. A hold leaves
/// when it ends, without being asked for.
///
/// Lives on the GUI thread. What it is built from outlives it.
class ScheduleDay final : public QObject {
    Q_OBJECT
public:
    enum class State {
        Loading,
        Live,
        Saved, ///< The copy on this computer; `board().asOf` is its age.
        Failed ///< Neither the server nor the copy has it; `problem()` says why. What was read before may
               ///< stay.
    };

    struct Sources {
        ScheduleGateway& gateway;
        ScheduleCache& cache;
        const ConnectionMonitor& connection;
        const Clock& clock;
    };

    ScheduleDay(const Sources& sources, ScheduleScope scope, QObject* parent = nullptr);

    void show(QDate date);
    void reload();
    /// Takes over the answer to one's own act at once, before the day is read again. A visit of another day
    /// does not appear, and one that was moved there leaves.
    void apply(const Appointment& visit);

    [[nodiscard]] QDate date() const { return date_; }
    /// The practice's clock: the computer's, set right by what the server said when the day was last read.
    [[nodiscard]] QDateTime now() const;
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool isReadOnly() const { return state_ != State::Live; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    /// False where nothing was ever read, or where who looks may not (or not now) see what was: access that
    /// can't be logged, no session, no right, not the practice's server.
    [[nodiscard]] bool maySeeBoard() const;
    /// Old data stay until newer ones have come, whatever the state is.
    [[nodiscard]] const DayBoard& board() const { return board_; }
    [[nodiscard]] const ScheduleDirectory& directory() const { return directory_; }
    [[nodiscard]] const DaySchedule& schedule() const { return day_; }

Q_SIGNALS:
    /// State or contents differ from before.
    void changed();
    /// Another desk (or this one) changed these visits since the day was last read.
    void visitsChanged(const QList<custos::AppointmentId>& visits);

private:
    void readDirectory();
    void readDay();
    void takeDay(QDate date, const Result<DaySchedule, Problem>& result);
    void fallBack(QDate date, const Problem& problem);
    void takeSaved(QDate date, const Problem& problem,
                   const Result<std::optional<ScheduleCache::CachedDay>, Problem>& result);
    void keepCopy();
    void setState(State state, std::optional<Problem> problem = {});
    void rebuild();
    void awaitHoldEnd();
    void dropEndedHolds();
    void connectionChanged(ConnectionMonitor::State state);

    Sources sources_;
    ScheduleScope scope_;
    QDate date_;
    State state_ = State::Loading;
    std::optional<Problem> problem_;
    ScheduleDirectory directory_;
    bool haveDirectory_ = false;
    DaySchedule day_;
    DayBoard board_;
    QTimer holdEnd_;         ///< Until the first of the day's holds ends, by the practice's clock.
    int asked_ = 0;          ///< Only the reply to the latest question counts.
    bool readAgain_ = false; ///< Something changed while a reply was under way.
    bool reading_ = false;
    qint64 clockErrorMs_ = 0; ///< What the computer's clock is behind the practice's.
};

} // namespace custos
