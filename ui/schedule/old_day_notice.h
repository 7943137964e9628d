#pragma once

#include "models/tables/schedule_day.h"

#include <QPointer>

class QTimer;

namespace custos::ui {

class Banner;
class Workspace;

/// Says across the window that the day on the screen is not the day as it is, how old it is, and offers to
/// try again. There only while that is so. What it is built from outlives it.
class OldDayNotice final : public QObject {
    Q_OBJECT
public:
    OldDayNotice(ScheduleDay& day, Workspace& shell, QObject* parent = nullptr);

    void refresh();

private:
    void tick();
    void show(const QString& sentence);
    void hide();

    ScheduleDay& day_;
    Workspace& shell_;
    QPointer<Banner> banner_;
    QTimer* age_;
};

} // namespace custos::ui
