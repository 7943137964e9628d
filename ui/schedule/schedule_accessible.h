#pragma once

namespace custos::ui {

class ScheduleView;

/// Makes every schedule view a table to assistive technology: columns are providers; visits, blocks and free
/// slots of the day are its children, virtual, named in one full sentence each, whatever privacy mode hides
/// on the screen. Installing twice does nothing.
void installScheduleAccessibility();

/// The current spot has moved: what is there takes the accessible focus.
void announceSpot(ScheduleView& view);
/// Another day, or the same one with other visits.
void announceReset(ScheduleView& view);

} // namespace custos::ui
