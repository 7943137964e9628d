#pragma once

#include "models/domain/schedule.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QKeySequence>

namespace custos::ui {

/// How a status is shown: colours, glyph and word together, so that none of them stands alone.
struct VisitStatusLook {
    StatusColours Tokens::*colours;
    Icon icon;
    QKeySequence key; ///< What sets it; empty for Scheduled, which is only gone back to.
};

[[nodiscard]] const VisitStatusLook& lookOf(VisitStatus status);

} // namespace custos::ui
