#include "app/net/http_schedule_gateway.h"

#include "app/net/api_client.h"
#include "app/net/event_stream.h"
#include "models/wire/schedule_json.h"

namespace custos::app {
namespace {

using Verb = HttpRequest::Verb;

QUrlQuery queryOf(const OpeningsQuery& query) {
    QUrlQuery url;
    if (query.provider)
        url.addQueryItem(QStringLiteral("provider"), query.provider->toString());
    url.addQueryItem(QStringLiteral("minutes"), QString::number(query.minutes));
    if (query.from.isValid())
        url.addQueryItem(QStringLiteral("from"), wire::toWire(query.from));
    return url;
}

/// The first thing that went wrong, or the three together.
Result<ScheduleDirectory, Problem> together(const Result<QList<Provider>, Problem>& providers,
                                            const Result<QList<Room>, Problem>& rooms,
                                            const Result<QList<VisitType>, Problem>& types) {
    if (!providers)
        return unexpected<Problem>(providers.error());
    if (!rooms)
        return unexpected<Problem>(rooms.error());
    if (!types)
        return unexpected<Problem>(types.error());
    return ScheduleDirectory{*providers, *rooms, *types};
}

} // namespace

HttpScheduleGateway::HttpScheduleGateway(ApiClient& api, EventStream& events, QObject* parent)
    : ScheduleGateway(parent)
    , api_(api) {
    connect(&events, &EventStream::scheduleChanged, this, &ScheduleGateway::dayChanged);
    connect(&events, &EventStream::reconnected, this, &ScheduleGateway::everythingChanged);
}

Reply<ScheduleDirectory> HttpScheduleGateway::directory() {
    // All three are asked at once; waiting for them in turn costs no more than the slowest.
    const auto providers = api_.ask({.path = QStringLiteral("/v1/providers")}, &wire::providers);
    const auto rooms = api_.ask({.path = QStringLiteral("/v1/rooms")}, &wire::rooms);
    const auto types = api_.ask({.path = QStringLiteral("/v1/visit-types")}, &wire::visitTypes);
    auto gathered = std::make_shared<QPromise<Result<ScheduleDirectory, Problem>>>();
    gathered->start();
    auto first = providers;
    first.then(this, [this, rooms, types, gathered](const Result<QList<Provider>, Problem>& p) {
        auto second = rooms;
        second.then(this, [this, types, gathered, p](const Result<QList<Room>, Problem>& r) {
            auto third = types;
            third.then(this, [gathered, p, r](const Result<QList<VisitType>, Problem>& t) {
                gathered->addResult(together(p, r, t));
                gathered->finish();
            });
        });
    });
    return gathered->future();
}

Reply<DaySchedule> HttpScheduleGateway::day(QDate date) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("date"), date.toString(Qt::ISODate));
    return api_.ask({.path = QStringLiteral("/v1/appointments"), .query = query}, &wire::scheduleRead)
        .then(this, [date](const Result<wire::ScheduleRead, Problem>& read) -> Result<DaySchedule, Problem> {
            if (!read)
                return unexpected<Problem>(read.error());
            return DaySchedule{date, read->appointments, read->blocks, read->holds, read->asOf};
        });
}

Reply<Appointment> HttpScheduleGateway::book(const BookingRequest& request, IdempotencyKey key) {
    return api_.ask({.verb = Verb::Post,
                     .path = QStringLiteral("/v1/appointments"),
                     .body = wire::bookingBody(request),
                     .key = key},
                    &wire::appointment);
}

Reply<Appointment> HttpScheduleGateway::change(AppointmentId id, int version, const AppointmentChange& change,
                                               IdempotencyKey key) {
    return api_.ask({.verb = Verb::Patch,
                     .path = QStringLiteral("/v1/appointments/") + id.toString(),
                     .body = wire::changeBody(change),
                     .key = key,
                     .version = version},
                    &wire::appointment);
}

Reply<LastChange> HttpScheduleGateway::lastChange(AppointmentId id) {
    return api_.ask({.path = QStringLiteral("/v1/appointments/") + id.toString()}, &wire::lastChange);
}

Reply<QList<Opening>> HttpScheduleGateway::openings(const OpeningsQuery& query) {
    return api_.ask({.path = QStringLiteral("/v1/openings"), .query = queryOf(query)}, &wire::openings);
}

Reply<Hold> HttpScheduleGateway::hold(ProviderId provider, const TimeSpan& time, IdempotencyKey key) {
    return api_.ask({.verb = Verb::Post,
                     .path = QStringLiteral("/v1/holds"),
                     .body = wire::holdBody(provider, time),
                     .key = key},
                    &wire::hold);
}

Reply<Done> HttpScheduleGateway::releaseHold(HoldId id) {
    return api_.tell({.verb = Verb::Delete, .path = QStringLiteral("/v1/holds/") + id.toString()});
}

} // namespace custos::app
