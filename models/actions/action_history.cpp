#include "models/actions/action_history.h"

#include <algorithm>

namespace custos {

struct ActionHistory::Entry {
    Act act;
    std::unique_ptr<VisitAction> action;
    Appointment current; ///< The visit as one's own acts left it.
    bool undone = false;
};

ActionHistory::ActionHistory(ScheduleGateway& gateway, QObject* parent)
    : QObject(parent)
    , gateway_(gateway) {}

ActionHistory::~ActionHistory() = default;

bool ActionHistory::perform(std::unique_ptr<VisitAction> action, Settled settled) {
    const auto before = action->before();
    if (before) {
        if (busy_.contains(before->id))
            return false;
        busy_.insert(before->id);
    }
    auto reply = action->perform(gateway_);
    reply.then(this, [this, held = std::make_shared<std::unique_ptr<VisitAction>>(std::move(action)),
                      settled = std::move(settled)](const Result<Appointment, Problem>& result) {
        finish(std::move(*held), result);
        if (settled)
            settled(result);
    });
    return true;
}

void ActionHistory::finish(std::unique_ptr<VisitAction> action, const Result<Appointment, Problem>& result) {
    const auto before = action->before();
    if (before)
        busy_.remove(before->id);
    if (!result) {
        Q_EMIT refused(action->kind(), before, result.error());
        return;
    }
    const Act act{next_++, action->kind(), before, *result};
    if (before)
        noteVersion(*before);
    noteOwnVersion(*result);
    entries_.push_back({act, std::move(action), *result});
    if (entries_.size() > remembered)
        entries_.pop_front();
    Q_EMIT performed(act);
}

void ActionHistory::undoLatest() {
    const auto latest =
        std::find_if(entries_.rbegin(), entries_.rend(), [](const Entry& entry) { return !entry.undone; });
    if (latest == entries_.rend())
        refuse(UndoBar::NothingDone);
    else
        takeBack(*latest);
}

void ActionHistory::undo(int number) {
    Entry* entry = find(number);
    if (!entry || entry->undone)
        refuse(UndoBar::NothingDone);
    else
        takeBack(*entry);
}

bool ActionHistory::canUndo() const {
    return std::any_of(entries_.cbegin(), entries_.cend(), [](const Entry& entry) { return !entry.undone; });
}

void ActionHistory::takeBack(Entry& entry) {
    if (const auto bar = barTo(entry)) {
        // What others have changed stays barred: it must not stand in the way of the acts before it.
        if (*bar != UndoBar::ChangedByOthers)
            return refuse(*bar);
        entry.undone = true;
        // Where one has changed it since, the server would name oneself.
        if (foreignVersions_.value(entry.current.id) < entry.current.version)
            return refuse(*bar);
        return refuseForColleague(entry.current.id);
    }
    busy_.insert(entry.current.id);
    entry.action->undo(gateway_, entry.current)
        .then(this, [this, number = entry.act.number](const Result<Appointment, Problem>& result) {
            finishUndo(number, result);
        });
}

void ActionHistory::refuse(UndoBar bar, const Problem& problem) {
    Q_EMIT undoRefused(bar, problem, {});
}

void ActionHistory::refuseForColleague(AppointmentId visit, const Problem& problem) {
    gateway_.lastChange(visit).then(this, [this, problem](const Result<LastChange, Problem>& change) {
        Q_EMIT undoRefused(UndoBar::ChangedByOthers, problem, change.value_or(LastChange()));
    });
}

void ActionHistory::finishUndo(int number, const Result<Appointment, Problem>& result) {
    Entry* entry = find(number);
    if (!entry)
        return;
    busy_.remove(entry->current.id);
    if (result) {
        entry->undone = true;
        noteOwnVersion(*result);
        Q_EMIT undone(Act{number, entry->act.kind, entry->act.after, *result});
    } else if (result.error().kind == Problem::Kind::Outdated) {
        entry->undone = true;
        refuseForColleague(entry->current.id, result.error());
    } else {
        refuse(UndoBar::Refused, result.error());
    }
}

ActionHistory::Entry* ActionHistory::find(int number) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.act.number == number; });
    return found == entries_.end() ? nullptr : &*found;
}

std::optional<UndoBar> ActionHistory::barTo(const Entry& entry) const {
    const AppointmentId visit = entry.current.id;
    if (busy_.contains(visit))
        return UndoBar::UnderWay;
    if (foreignVersions_.value(visit, 0) > entry.act.after.version)
        return UndoBar::ChangedByOthers;
    for (const Entry& other : entries_)
        if (other.current.id == visit && !other.undone && other.act.number > entry.act.number)
            return UndoBar::LaterActStands;
    return std::nullopt;
}

void ActionHistory::noteOwnVersion(const Appointment& visit) {
    for (Entry& entry : entries_)
        if (entry.current.id == visit.id)
            entry.current = visit;
}

void ActionHistory::noteVersion(const Appointment& seen) {
    for (const Entry& entry : entries_)
        if (entry.current.id == seen.id && seen.version > entry.current.version)
            foreignVersions_.insert(seen.id, seen.version);
}

void ActionHistory::noteDay(const DaySchedule& day) {
    // While an act of one's own is under way its new version may be read before its reply arrives.
    for (const Appointment& visit : day.appointments)
        if (!busy_.contains(visit.id))
            noteVersion(visit);
}

} // namespace custos
