#include "ui/schedule/schedule_keys.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"

namespace custos::ui {

QList<KeyHint> scheduleKeys() {
    const auto cap = [](VisitStatus status) { return lookOf(status).key; };
    using Words = ScheduleWords;
    return {{QKeySequence(Qt::Key_B), Words::tr("Book here")},
            {QKeySequence(Qt::Key_F), Words::tr("Next opening")},
            {QKeySequence(Qt::Key_G), Words::tr("Go to a date")},
            {QKeySequence(Qt::Key_Home), Words::tr("Today and now")},
            {QKeySequence(Qt::Key_Space), Words::tr("Pick up a visit, and drop it")},
            {QKeySequence(Qt::SHIFT | Qt::Key_Space), Words::tr("Drop it beside another visit")},
            {cap(VisitStatus::Confirmed), Words::tr("Confirm")},
            {cap(VisitStatus::Arrived), Words::tr("Arrive")},
            {cap(VisitStatus::Roomed), Words::tr("Move to a room")},
            {cap(VisitStatus::InProgress), Words::tr("Start")},
            {cap(VisitStatus::Done), Words::tr("Done")},
            {cap(VisitStatus::NoShow), Words::tr("No-show")},
            {cap(VisitStatus::Cancelled), Words::tr("Cancel the visit")},
            {QKeySequence(Qt::CTRL | Qt::Key_Z), Words::tr("Undo, your last 20 acts")},
            {QKeySequence(Qt::CTRL | Qt::Key_P), Words::tr("Print the day sheet")},
            {QKeySequence(Qt::Key_F9), Words::tr("Privacy mode")}};
}

} // namespace custos::ui
