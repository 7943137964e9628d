-- $1 practice, $2 location, then arrays: $3 ids, $4 starts, $5 ends, $6 providers, $7 rooms, $8 lanes, $9 statuses,
-- $10 patients, $11 sealed visits, $12 sealed notes (empty means null), $13 arrivals
insert into practice.appointment (tenant, location, id, starts, ends, provider, room, lane, status, patient, visit_sealed,
                                  note_sealed, arrived_at)
select $1, $2, v.id, v.starts, v.ends, v.provider, v.room, v.lane::smallint, v.status::practice.visit_status, v.patient,
       nullif(v.visit, ''), nullif(v.note, ''), v.arrived
from unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::bigint[], $9::text[],
            $10::uuid[], $11::bytea[], $12::bytea[], $13::timestamptz[])
     as v(id, starts, ends, provider, room, lane, status, patient, visit, note, arrived);
