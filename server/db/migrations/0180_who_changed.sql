-- Who changed a visit last, and when, for the colleague whose undo that forbids; and the way to imported visits that began
-- on an earlier day than the one that is looked at (server/db/queries/schedule_day.sql).
alter table practice.appointment add column changed_by uuid;
alter table practice.appointment add column changed_at timestamptz;
grant update (changed_by, changed_at) on practice.appointment to custos_api;

create index appointment_imported on practice.appointment (tenant, starts) where imported;
