#pragma once

#include "models/domain/schedule.h"

#include <QStringList>

#include <functional>

namespace custos::ui {

/// What is asked before an act that somebody should mean, and what the act is once it was meant.
struct VisitQuestion {
    QString words;       ///< "Cancel this visit?"
    QString act;         ///< What doing it is called.
    QString keep;        ///< What leaving it is called.
    QString remark = {}; ///< Small, below the question.
    /// Where the server wants to know why: reasons to choose from, none of them chosen beforehand. Another
    /// one can be typed. At most `mostReasons`.
    QStringList reasons = {};
    /// Does it. `reason` is what was chosen or typed, or empty where none was asked for.
    std::function<void(const QString& reason)> then = {};

    static constexpr int mostReasons = 3;
};

/// Before `to` is set; without what it does.
[[nodiscard]] VisitQuestion questionBefore(VisitStatus from, VisitStatus to);
/// Before a visit goes beside another one; `when` is the time and day, `who` whose they are.
[[nodiscard]] VisitQuestion questionBeforeOverbooking(const QString& when, const QString& who);

} // namespace custos::ui
