-- Visits of the local days $1 to $2 (null: the day that $3, the practice's clock, falls on). A patient whom the session
-- may not read has no key here, and so no name.
select a.id, a.version, a.starts, a.ends, a.provider, a.room, a.status, a.lane, a.arrived_at, a.visit_sealed as visit,
       a.note_sealed as note, a.cancellation_reason_sealed as cancellation_reason, a.patient, k.wrapped as patient_key,
       t.family_sealed as family, t.given_sealed as given, t.interpreter_sealed as interpreter,
       t.access_needs_sealed as access_needs
from practice.location l
join practice.appointment a on a.tenant = l.tenant and a.location = l.id
    and a.starts >= coalesce($1::date, ($3::timestamptz at time zone l.time_zone)::date)::timestamp at time zone l.time_zone
    and a.starts < (coalesce($2::date, ($3::timestamptz at time zone l.time_zone)::date) + 1)::timestamp
                   at time zone l.time_zone
left join practice.patient t on t.tenant = a.tenant and t.id = a.patient
left join phi.patient_key k on k.tenant = a.tenant and k.patient = t.id
where a.kind = 'visit'
order by a.starts, a.provider, a.lane, a.id;
