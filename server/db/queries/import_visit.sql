-- A past visit. $1 id, $2 patient, $3 provider, $4 location, $5 start, $6 end, $7 whether it was cancelled, $8 sealed
-- visit
insert into practice.appointment (tenant, id, imported, patient, provider, location, starts, ends, status, visit_sealed,
                                  booked_at, finished_at)
values ((select auth.tenant()), $1, true, $2, $3, $4, $5, $6,
        case when $7 then 'cancelled' else 'done' end::practice.visit_status, $8::bytea, $5,
        case when not $7 then $6 end)
on conflict (tenant, id) do update
set version = appointment.version + 1, patient = excluded.patient, provider = excluded.provider,
    location = excluded.location, starts = excluded.starts, ends = excluded.ends, status = excluded.status,
    visit_sealed = excluded.visit_sealed, finished_at = excluded.finished_at;
