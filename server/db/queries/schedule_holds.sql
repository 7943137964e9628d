-- Openings held now on the same days, by whomever; see schedule_day.
with day as materialized (
    select l.id as location, d.first::timestamp at time zone l.time_zone as opens,
           (d.last + 1)::timestamp at time zone l.time_zone as closes
    from practice.location l
    cross join lateral (select coalesce($1::date, ($3::timestamptz at time zone l.time_zone)::date) as first,
                               coalesce($2::date, ($3::timestamptz at time zone l.time_zone)::date) as last) d
)
select h.id, h.starts, h.ends, h.provider, h.expires_at as expires, h.session = (select auth.session()) as mine,
       coalesce(c.display_name, '?') as holder
from day
join practice.hold h on h.location = day.location and h.starts >= day.opens and h.starts < day.closes
left join auth.account c on c.tenant = h.tenant and c.id = h.account
where h.expires_at > clock_timestamp()
order by h.starts, h.id;
