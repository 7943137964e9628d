#pragma once

#include "models/domain/schedule.h"

#include <functional>

class QPoint;
class QWidget;

namespace custos::ui {

// What floats over the schedule for a moment. Each is a child of what it was opened from, so that lock takes
// it along, deletes itself when it is done, and runs no event loop of its own.

/// A calendar under `anchor`.
void offerDate(QWidget& anchor, QDate shown, const std::function<void(QDate)>& chosen);

/// The statuses that a visit can be taken to, with their keys.
void offerStatuses(QWidget& page, const QPoint& globalPos, VisitStatus now,
                   const std::function<void(VisitStatus)>& chosen);

} // namespace custos::ui
