#include "models/wire/event_json.h"

namespace custos::wire {
namespace {

Parsed<Event> scheduleChanged(Reader in) {
    const QDate date = in.date(QLatin1String("date"));
    const auto provider = in.id<ProviderId>(QLatin1String("provider_id"));
    if (!in.complete())
        return in.problem();
    return ScheduleChanged{date, *provider};
}

Parsed<Event> ledgerGrew(Reader in) {
    const auto size = in.integer(QLatin1String("size"), 0, largestIndex);
    if (!in.complete())
        return in.problem();
    return LedgerGrew{quint64(size)};
}

Parsed<Event> sessionEnded(Reader in) {
    if (in.text(QLatin1String("state"), 1, 16) != QLatin1String("ended"))
        in.refuse(QLatin1String("state"));
    if (!in.complete())
        return in.problem();
    return SessionEnded{};
}

} // namespace

Parsed<Event> event(QByteArrayView kind, const QByteArray& data) {
    const auto json = parseBody(data);
    if (!json)
        return unexpected<Problem>(json.error());
    if (kind == "schedule")
        return scheduleChanged(Reader(*json));
    if (kind == "ledger")
        return ledgerGrew(Reader(*json));
    if (kind == "session")
        return sessionEnded(Reader(*json));
    return unexpected<Problem>(Problem{.kind = Problem::Kind::Malformed});
}

} // namespace custos::wire
