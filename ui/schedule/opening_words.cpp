#include "ui/schedule/opening_words.h"

#include "models/tables/minute_range.h"
#include "ui/schedule/schedule_words.h"

namespace custos::ui {

const Provider* OpeningWords::find(ProviderId provider) const {
    for (const Provider& known : directory_.providers)
        if (known.id == provider)
            return &known;
    return nullptr;
}

QTimeZone OpeningWords::zoneOf(ProviderId provider) const {
    const Provider* known = find(provider);
    return known ? known->zone : QTimeZone::utc();
}

QString OpeningWords::time(const TimeSpan& time, ProviderId provider) const {
    const QTimeZone zone = zoneOf(provider);
    return ScheduleWords::clockWithHalf(minutesOn(time.start().toTimeZone(zone).date(), zone, time).first);
}

QString OpeningWords::day(const TimeSpan& time, ProviderId provider) const {
    const QTimeZone zone = zoneOf(provider);
    return ScheduleWords::dayFrom(time.start().toTimeZone(zone).date(), now_.toTimeZone(zone).date());
}

QString OpeningWords::timeAndDay(const TimeSpan& time, ProviderId provider) const {
    return tr("%1 %2", "time day").arg(this->time(time, provider), day(time, provider));
}

QString OpeningWords::provider(const Opening& opening) const {
    const Provider* with = find(opening.provider);
    return with ? ScheduleWords::shortProvider(with->displayName) : QString();
}

QString OpeningWords::place(const Opening& opening) const {
    QString name = provider(opening);
    for (const Room& room : directory_.rooms)
        if (opening.room == room.id)
            return tr("%1, %2", "provider, room").arg(name, ScheduleWords::shortRoom(room.name));
    return name;
}

} // namespace custos::ui
