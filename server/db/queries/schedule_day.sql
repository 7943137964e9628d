-- Visits and blocked time of the local days $1 to $2 (null: the day that $3, the practice's clock, falls on), visits first.
-- A patient whom the session may not read has no key here, and so no name.
--
-- The days are instants before the appointments are looked at: a comparison with `at time zone` of another table's column
-- is not leakproof, and under row-level security only leakproof ones may use an index. `offset 0` keeps the planner from
-- reading all patients at once, however many days it expects (docs/decisions/0140).
--
-- A visit that began earlier stands on each day that it touches. Only imported ones can, and none is looked for that began
-- more than a month before.
with day as materialized (
    select l.id as location, d.first::timestamp at time zone l.time_zone as opens,
           (d.last + 1)::timestamp at time zone l.time_zone as closes,
           (d.first - 31)::timestamp at time zone l.time_zone as earliest
    from practice.location l
    cross join lateral (select coalesce($1::date, ($3::timestamptz at time zone l.time_zone)::date) as first,
                               coalesce($2::date, ($3::timestamptz at time zone l.time_zone)::date) as last) d
), shown as (
    select a.* from day
    join practice.appointment a on a.location = day.location and a.starts >= day.opens and a.starts < day.closes
    union all
    select a.* from day
    join practice.appointment a on a.location = day.location and a.imported and a.starts < day.opens
        and a.starts >= day.earliest and a.ends > day.opens
)
select a.id, a.kind, a.version, a.starts, a.ends, a.provider, a.room, a.status, a.lane, a.arrived_at, a.label, a.imported,
       a.visit_sealed as visit, a.note_sealed as note, a.cancellation_reason_sealed as cancellation_reason, a.patient,
       p.wrapped as patient_key, p.family_sealed as family, p.given_sealed as given, p.interpreter_sealed as interpreter,
       p.access_needs_sealed as access_needs
from shown a
left join lateral (
    select k.wrapped, t.family_sealed, t.given_sealed, t.interpreter_sealed, t.access_needs_sealed
    from practice.patient t
    join phi.patient_key k on k.tenant = t.tenant and k.patient = t.id
    where t.tenant = a.tenant and t.id = a.patient
    offset 0) p on true
where a.kind = 'visit' or a.status <> 'cancelled'
order by a.kind desc, a.starts, a.provider, a.lane, a.id;
