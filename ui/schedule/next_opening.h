#pragma once

#include "models/ports/schedule_gateway.h"
#include "models/tables/day_board.h"

#include <QObject>

namespace custos::ui {

/// Looks for free working time, each time after the one that it found before. `gateway` outlives it.
class NextOpening final : public QObject {
    Q_OBJECT
public:
    static constexpr int minutes = 30;

    explicit NextOpening(ScheduleGateway& gateway, QObject* parent = nullptr);

    /// With the provider of the board's only column, or with any; not before `now`.
    void find(const DayBoard& board, const QDateTime& now);
    /// From here on the next one is looked for.
    void goOnAfter(const Opening& opening) { last_ = opening.time.start(); }

Q_SIGNALS:
    void found(const custos::Opening& opening);
    void noneLeft();
    void refused(const custos::Problem& problem);

private:
    ScheduleGateway& gateway_;
    QDateTime last_;
};

} // namespace custos::ui
