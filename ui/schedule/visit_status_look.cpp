#include "ui/schedule/visit_status_look.h"

#include <array>

namespace custos::ui {

const VisitStatusLook& lookOf(VisitStatus status) {
    static const std::array<VisitStatusLook, allVisitStatuses.size()> looks{{
        {&Tokens::scheduled, Icon::StatusScheduled, {}},
        {&Tokens::confirmed, Icon::StatusConfirmed, QKeySequence(Qt::Key_C)},
        {&Tokens::arrived, Icon::StatusArrived, QKeySequence(Qt::Key_A)},
        {&Tokens::roomed, Icon::StatusRoomed, QKeySequence(Qt::Key_R)},
        {&Tokens::inProgress, Icon::StatusInProgress, QKeySequence(Qt::Key_S)},
        {&Tokens::done, Icon::StatusDone, QKeySequence(Qt::Key_D)},
        {&Tokens::noShow, Icon::StatusNoShow, QKeySequence(Qt::Key_N)},
        {&Tokens::cancelled, Icon::StatusCancelled, QKeySequence(Qt::Key_X)},
    }};
    return looks[size_t(status)];
}

} // namespace custos::ui
