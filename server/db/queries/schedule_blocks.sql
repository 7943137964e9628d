-- Blocked time of the same days.
select a.id, a.starts, a.ends, a.provider, a.label
from practice.location l
join practice.appointment a on a.tenant = l.tenant and a.location = l.id
    and a.starts >= coalesce($1::date, ($3::timestamptz at time zone l.time_zone)::date)::timestamp at time zone l.time_zone
    and a.starts < (coalesce($2::date, ($3::timestamptz at time zone l.time_zone)::date) + 1)::timestamp
                   at time zone l.time_zone
where a.kind = 'block' and a.status <> 'cancelled'
order by a.starts, a.provider, a.id;
