#include "ui/schedule/visit_question.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/theme/painting.h"

namespace custos::ui {

namespace {

QString keyDoesNothing(VisitStatus status) {
    const QString key = keyCapText(lookOf(status).key);
    return key.isEmpty() ? QString() : ScheduleWords::tr("%1 again does nothing.", "a key").arg(key);
}

} // namespace

VisitQuestion questionBefore(VisitStatus from, VisitStatus to) {
    VisitQuestion question;
    question.remark = keyDoesNothing(to);
    question.keep = ScheduleWords::tr("Keep visit");
    if (to == VisitStatus::Cancelled) {
        question.words = ScheduleWords::tr("Cancel this visit? Say why.");
        question.act = ScheduleWords::tr("Cancel visit");
        question.reasons = {ScheduleWords::tr("Patient cancelled", "reason"),
                            ScheduleWords::tr("Practice cancelled", "reason"),
                            ScheduleWords::tr("Booked by mistake", "reason")};
    } else if (to == VisitStatus::NoShow) {
        question.words = ScheduleWords::tr("Mark as no-show?");
        question.act = ScheduleWords::tr("Mark as no-show");
    } else {
        question.words = ScheduleWords::tr("Go back from %1 to %2?")
                             .arg(ScheduleWords::status(from), ScheduleWords::status(to));
        question.act = ScheduleWords::tr("Go back to %1").arg(ScheduleWords::status(to));
        question.keep = ScheduleWords::tr("Keep as it is");
    }
    return question;
}

VisitQuestion questionBeforeOverbooking(const QString& when, const QString& who) {
    return {.words = ScheduleWords::tr("Overbook %1 with %2? Say why.", "time day, provider").arg(when, who),
            .act = ScheduleWords::tr("Overbook"),
            .keep = ScheduleWords::tr("Keep as it is"),
            .reasons = {ScheduleWords::tr("It is urgent", "reason"),
                        ScheduleWords::tr("Provider agreed", "reason"),
                        ScheduleWords::tr("No-show expected", "reason")}};
}

} // namespace custos::ui
