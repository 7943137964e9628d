#pragma once

#include "server/api/answer.h"
#include "server/api/display_clock.h"
#include "server/db/rows.h"
#include "server/phi/tenant_keyring.h"
#include "server/phi/visit_text.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

class JsonText;
class PatientFields;
class RecentOffers;

/// What the schedule's handlers share. Everything outlives the handler table.
struct ScheduleParts {
    db::Pool& pool;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
    RecentOffers& offers;
    const DisplayClock& clock;
};

/// listProviders, listRooms, listVisitTypes, listAppointments, readAppointment.
void addScheduleHandlers(HandlerTable& table, ScheduleParts parts);

/// bookAppointment, changeAppointment.
void addBookingHandlers(HandlerTable& table, ScheduleParts parts);

/// listOpenings, holdOpening, releaseHold.
void addOpeningHandlers(HandlerTable& table, ScheduleParts parts);

/// Type and reason of a row of queries/visit_by_id.sql. Throws FieldUnreadable.
[[nodiscard]] phi::VisitText visitTextOf(const PatientFields& patient, const ledger::Uuid& visit);

/// A row of queries/visit_by_id.sql or schedule_day.sql as the API's Appointment. Throws FieldUnreadable.
void writeVisit(JsonText& out, const phi::TenantKeys& keys, const db::Row& row);

/// A row of queries/hold_by_id.sql or schedule_holds.sql as the API's Hold.
[[nodiscard]] nlohmann::json holdBody(const db::Row& row, const DisplayClock& clock);

/// A visit as a whole answer, with its version; without an entry or receipt yet.
[[nodiscard]] Answer visitAnswer(const phi::TenantKeys& keys, const db::Row& row, int status);
/// To reading this one alone: with who changed it last, and when.
[[nodiscard]] Answer visitReadAnswer(const phi::TenantKeys& keys, const db::Row& row);

} // namespace custos::api
