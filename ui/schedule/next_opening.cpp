#include "ui/schedule/next_opening.h"

namespace custos::ui {

NextOpening::NextOpening(ScheduleGateway& gateway, QObject* parent)
    : QObject(parent)
    , gateway_(gateway) {}

void NextOpening::find(const DayBoard& board, const QDateTime& now) {
    const QDateTime from = last_.isValid() && last_ >= now ? last_.addSecs(60) : now;
    const auto provider =
        board.columns.size() == 1 ? std::optional(board.columns.first().provider.id) : std::nullopt;
    gateway_.openings({.provider = provider, .minutes = minutes, .from = from})
        .then(this, [this](const Result<QList<Opening>, Problem>& result) {
            if (!result)
                Q_EMIT refused(result.error());
            else if (result->isEmpty())
                Q_EMIT noneLeft();
            else
                Q_EMIT found(result->first());
        });
}

} // namespace custos::ui
