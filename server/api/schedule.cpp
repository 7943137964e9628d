#include "server/api/schedule.h"

#include "server/api/door.h"
#include "server/api/json_text.h"
#include "server/api/patient_record.h"
#include "server/api/session_work.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;
using OptionalUuid = std::optional<Uuid>;

constexpr int longestSpanDays = 42;

/// The local days that a request asks for; none: the practice's today.
struct Days {
    std::optional<std::chrono::sys_days> from;
    std::optional<std::chrono::sys_days> to; ///< Inclusive
};

Result<Days, Refused> daysOf(const Call& call) {
    const auto date = call.queryDay("date");
    const auto from = call.queryDay("from");
    const auto to = call.queryDay("to");
    const bool one = date && !from && !to;
    const bool none = !date && !from && !to;
    const bool span = !date && from && to && *from <= *to && *to - *from < std::chrono::days(longestSpanDays);
    if (!one && !none && !span)
        return unexpected(
            Refused{.problem = {.kind = ProblemKind::InvalidParameter, .pointer = "query/date"}});
    return one ? Days{date, date} : Days{from, to};
}

std::string clockText(std::chrono::microseconds sinceMidnight) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(sinceMidnight).count();
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(minutes / 60 % 100),
                  static_cast<int>(minutes % 60));
    return text.data();
}

json providerBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"display_name", row.get<std::string>("display_name")},
            {"specialty", row.get<std::string>("specialty")},
            {"default_room_id", textOrNull(row.get<OptionalUuid>("default_room"))},
            {"time_zone", row.get<std::string>("time_zone")},
            {"hours", json::array()},
            {"bookable", row.get<bool>("bookable")}};
}

Outcome listProviders(const ScheduleParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto providers = work->run(db::queries::schedule_providers);
    const auto hours = work->run(db::queries::schedule_hours);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    std::map<std::string, std::size_t> places;
    for (const auto row : work->take(providers)) {
        items.push_back(providerBody(row));
        places[items.back()["id"]] = items.size() - 1;
    }
    for (const auto row : work->take(hours))
        if (const auto place = places.find(ledger::toText(row.get<Uuid>("provider"))); place != places.end())
            items[place->second]["hours"].push_back(
                {{"weekday", row.get<std::int64_t>("weekday")},
                 {"start", clockText(row.get<std::chrono::microseconds>("opens"))},
                 {"end", clockText(row.get<std::chrono::microseconds>("closes"))}});
    return Answer{.body = {{"items", std::move(items)}}};
}

Outcome listRooms(const ScheduleParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto rooms = work->run(db::queries::schedule_rooms);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(rooms))
        items.push_back({{"id", ledger::toText(row.get<Uuid>("id"))},
                         {"name", row.get<std::string>("name")},
                         {"location_id", ledger::toText(row.get<Uuid>("location"))}});
    return Answer{.body = {{"items", std::move(items)}}};
}

Outcome listVisitTypes(const ScheduleParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto types = work->run(db::queries::schedule_visit_types);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(types))
        items.push_back({{"id", ledger::toText(row.get<Uuid>("id"))},
                         {"name", row.get<std::string>("name")},
                         {"minutes", row.get<std::int64_t>("minutes")}});
    return Answer{.body = {{"items", std::move(items)}}};
}

json blockBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"start", ledger::toRfc3339(row.get<ledger::UtcTime>("starts"))},
            {"end", ledger::toRfc3339(row.get<ledger::UtcTime>("ends"))},
            {"provider_id", ledger::toText(row.get<Uuid>("provider"))},
            {"label", row.get<std::string>("label")}};
}

json heldBodies(const db::Rows& rows, const DisplayClock& clock) {
    json bodies = json::array();
    for (const auto row : rows)
        bodies.push_back(holdBody(row, clock));
    return bodies;
}

void addPatient(std::vector<Uuid>& patients, const Uuid& patient) {
    if (std::find(patients.begin(), patients.end(), patient) == patients.end())
        patients.push_back(patient);
}

/// Codes of what an Appointment shows, for the audit entry.
const std::vector<std::string> visitFields{"patient.name",     "appointment.time",   "appointment.reason",
                                           "appointment.note", "appointment.status", "patient.needs"};

/// Which days were asked for; dates of the calendar, nobody's.
std::vector<ledger::Detail> spanDetails(const Days& days) {
    if (!days.from || !days.to)
        return {};
    return {{"from", toText(*days.from)}, {"to", toText(*days.to)}};
}

Outcome listAppointments(const ScheduleParts& parts, const Call& call) {
    const auto days = daysOf(call);
    if (!days)
        return unexpected(days.error());
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto now = parts.clock.now();
    work->countDays(days->from, days->to, now);
    const auto day = work->run(db::queries::schedule_day, days->from, days->to, now);
    const auto holds = work->run(db::queries::schedule_holds, days->from, days->to, now);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    auto entry = work->draft();
    entry.fieldsShown = visitFields;
    entry.details = spanDetails(*days);
    JsonText text;
    json blocks = json::array();
    text.beginObject();
    text.key("items");
    text.beginArray();
    for (const auto row : work->take(day)) {
        if (row.get<std::string>("kind") == "block") {
            blocks.push_back(blockBody(row));
            continue;
        }
        writeVisit(text, **keys, row);
        addPatient(entry.patients, row.get<Uuid>("patient"));
    }
    text.endArray();
    text.member("blocks", blocks);
    text.member("holds", heldBodies(work->take(holds), parts.clock));
    text.member("as_of", ledger::toRfc3339(now));
    text.endObject();
    return Answer{.entry = std::move(entry), .counted = true, .text = text.take()};
}

Outcome readAppointment(const ScheduleParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto visit = work->run(db::queries::visit_by_id, *call.id);
    work->countOpenedBy(*call.id);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto rows = work->take(visit);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    auto answer = visitReadAnswer(**keys, rows.front());
    answer.entry = work->draft();
    answer.entry->fieldsShown = visitFields;
    answer.entry->patients = {rows.front().get<Uuid>("patient")};
    answer.counted = true;
    return answer;
}

} // namespace

namespace {

/// Shown where the session may see the column but not the patient (whose panel they are not in any more).
constexpr const char* withheldName = "\u2014";

void writePerson(JsonText& out, const Uuid& patient, std::string_view displayName) {
    out.key("patient");
    out.beginObject();
    out.member("id", ledger::toText(patient));
    out.member("display_name", displayName);
    out.endObject();
}

/// What of a visit is under the patient's key.
void writeOpened(JsonText& out, const phi::TenantKeys& keys, const db::Row& row, const Uuid& visit) {
    if (row.isNull("patient_key")) {
        writePerson(out, row.get<Uuid>("patient"), withheldName);
        for (const auto* withheld : {"reason", "note", "needs"})
            out.member(withheld, "");
        return;
    }
    const PatientFields patient(keys, row);
    writePerson(out, patient.patient(), patient.displayName());
    out.member("reason", visitTextOf(patient, visit).reason);
    out.member("note", patient.open(phi::Field::AppointmentNotes, visit, "note"));
    out.member("needs", needsOf(patient));
}

std::optional<std::string> textOf(const OptionalUuid& id) {
    return id ? std::optional(ledger::toText(*id)) : std::nullopt;
}

std::optional<std::string> textOf(const std::optional<ledger::UtcTime>& time) {
    return time ? std::optional(ledger::toRfc3339(*time)) : std::nullopt;
}

} // namespace

phi::VisitText visitTextOf(const PatientFields& patient, const Uuid& visit) {
    const auto encoded = patient.open(phi::Field::AppointmentReason, visit, "visit");
    if (encoded.empty())
        return {};
    auto text = phi::decodeVisitText(encoded);
    if (!text)
        throw FieldUnreadable();
    return std::move(*text);
}

namespace {

void writeMembers(JsonText& out, const phi::TenantKeys& keys, const db::Row& row) {
    const auto id = row.get<Uuid>("id");
    const auto lane = row.get<std::int64_t>("lane");
    out.member("id", ledger::toText(id));
    out.member("version", row.get<std::int64_t>("version"));
    out.member("start", ledger::toRfc3339(row.get<ledger::UtcTime>("starts")));
    out.member("end", ledger::toRfc3339(row.get<ledger::UtcTime>("ends")));
    out.member("provider_id", ledger::toText(row.get<Uuid>("provider")));
    out.member("room_id", textOf(row.get<OptionalUuid>("room")));
    out.member("status", row.get<std::string>("status"));
    out.member("lane", lane);
    out.member("overbooked", lane > 0);
    out.member("changeable", !row.get<bool>("imported"));
    out.member("arrived_at", textOf(row.get<std::optional<ledger::UtcTime>>("arrived_at")));
    writeOpened(out, keys, row, id);
}

} // namespace

void writeVisit(JsonText& out, const phi::TenantKeys& keys, const db::Row& row) {
    out.beginObject();
    writeMembers(out, keys, row);
    out.endObject();
}

Answer visitReadAnswer(const phi::TenantKeys& keys, const db::Row& row) {
    JsonText text;
    text.beginObject();
    writeMembers(text, keys, row);
    text.member("changed_by", row.get<std::optional<std::string>>("changed_by"));
    text.member("changed_at", textOf(row.get<std::optional<ledger::UtcTime>>("changed_at")));
    text.endObject();
    return {.version = static_cast<int>(row.get<std::int64_t>("version")), .text = text.take()};
}

Answer visitAnswer(const phi::TenantKeys& keys, const db::Row& row, int status) {
    JsonText text;
    writeVisit(text, keys, row);
    return {
        .status = status, .version = static_cast<int>(row.get<std::int64_t>("version")), .text = text.take()};
}

void addScheduleHandlers(HandlerTable& table, ScheduleParts parts) {
    table["listProviders"] = [parts](const Call& call) { return listProviders(parts, call); };
    table["listRooms"] = [parts](const Call& call) { return listRooms(parts, call); };
    table["listVisitTypes"] = [parts](const Call& call) { return listVisitTypes(parts, call); };
    table["listAppointments"] = [parts](const Call& call) { return listAppointments(parts, call); };
    table["readAppointment"] = [parts](const Call& call) { return readAppointment(parts, call); };
}

} // namespace custos::api
