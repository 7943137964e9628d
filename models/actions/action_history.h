#pragma once

#include "models/actions/visit_action.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>
#include <functional>
#include <memory>

namespace custos {

/// What happened, for whoever announces it.
struct Act {
    int number; ///< Counts up over the session; names the act for `undo`.
    ActKind kind;
    std::optional<Appointment> before;
    Appointment after;
};

/// Why an act cannot be taken back.
enum class UndoBar {
    NothingDone,
    ChangedByOthers, ///< Somebody else changed this visit since.
    LaterActStands,  ///< A later act of one's own on the same visit comes first.
    UnderWay,        ///< Something is being done to this visit right now.
    Refused          ///< The server said no; the problem says why.
};

/// Does the user's acts and remembers the last 20 of them, each undoable until somebody else changes that
/// visit. Undoing is itself a versioned, audited change. While an act on a visit is under way, further acts
/// on it are ignored. Lives on the GUI thread; the gateway outlives it.
class ActionHistory final : public QObject {
    Q_OBJECT
public:
    static constexpr size_t remembered = 20;
    using Settled = std::function<void(const Result<Appointment, Problem>&)>;

    explicit ActionHistory(ScheduleGateway& gateway, QObject* parent = nullptr);
    ~ActionHistory() override;

    /// False when it was ignored. `settled` hears what came of this act after everybody has heard of it.
    bool perform(std::unique_ptr<VisitAction> action, Settled settled = {});
    /// Takes back the latest act that still stands.
    void undoLatest();
    void undo(int number);
    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool isBusy(AppointmentId visit) const { return busy_.contains(visit); }

    /// Compares the day, as it was just read, with what one's own acts left: a higher version than that is
    /// somebody else's change.
    void noteDay(const DaySchedule& day);

Q_SIGNALS:
    void performed(const custos::Act& act);
    /// `before` is absent for a booking that was refused.
    void refused(custos::ActKind kind, const std::optional<custos::Appointment>& before,
                 const custos::Problem& problem);
    void undone(const custos::Act& act);
    /// `change` says who changed the visit, where that is the bar and it could be found out.
    void undoRefused(custos::UndoBar bar, const custos::Problem& problem, const custos::LastChange& change);

private:
    struct Entry;

    void finish(std::unique_ptr<VisitAction> action, const Result<Appointment, Problem>& result);
    void finishUndo(int number, const Result<Appointment, Problem>& result);
    [[nodiscard]] Entry* find(int number);
    [[nodiscard]] std::optional<UndoBar> barTo(const Entry& entry) const;
    void takeBack(Entry& entry);
    void refuse(UndoBar bar, const Problem& problem = {});
    /// Asks the server who it was, and says so, or that it was somebody.
    void refuseForColleague(AppointmentId visit, const Problem& problem = {});
    void noteOwnVersion(const Appointment& visit);
    /// A version that one's own acts did not leave is somebody else's.
    void noteVersion(const Appointment& seen);

    ScheduleGateway& gateway_;
    std::deque<Entry> entries_;
    QSet<AppointmentId> busy_;
    QHash<AppointmentId, int> foreignVersions_; ///< Versions that are not one's own, by visit.
    int next_ = 1;
};

} // namespace custos
