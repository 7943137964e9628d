#include "models/tables/next_day_copy.h"

namespace custos {

NextDayCopy::NextDayCopy(const Sources& sources, const QTimeZone& zone, QObject* parent)
    : QObject(parent)
    , sources_(sources)
    , zone_(zone) {
    again_.setSingleShot(true);
    again_.setInterval(pace);
    connect(&again_, &QTimer::timeout, this, &NextDayCopy::read);
    connect(&sources_.cache, &ScheduleCache::stateChanged, this, &NextDayCopy::readWhenOpen);
    connect(&sources_.gateway, &ScheduleGateway::dayChanged, this, &NextDayCopy::noteChange);
    connect(&sources_.gateway, &ScheduleGateway::everythingChanged, this, [this] { noteChange(date_); });
    readWhenOpen();
}

QDate NextDayCopy::today() const {
    return sources_.clock.now().toTimeZone(zone_).date();
}

void NextDayCopy::readWhenOpen() {
    if (sources_.cache.available())
        read();
}

void NextDayCopy::read() {
    if (!sources_.cache.available())
        return;
    sources_.gateway.directory().then(this, [this](const Result<ScheduleDirectory, Problem>& directory) {
        if (directory)
            keep(*directory);
    });
}

void NextDayCopy::keep(const ScheduleDirectory& directory) {
    date_ = nextWorkingDay(today(), directory.providers);
    sources_.gateway.day(date_).then(this, [this, directory](const Result<DaySchedule, Problem>& day) {
        if (day && sources_.cache.available())
            static_cast<void>(sources_.cache.store({directory, *day}));
    });
}

void NextDayCopy::noteChange(QDate date) {
    if (date.isValid() && date == date_ && !again_.isActive())
        again_.start();
}

} // namespace custos
