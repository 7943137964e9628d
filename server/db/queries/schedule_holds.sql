-- Openings held now on the same days, by whomever.
select h.id, h.starts, h.ends, h.provider, h.expires_at as expires, h.session = (select auth.session()) as mine,
       coalesce(c.display_name, '?') as holder
from practice.location l
join practice.hold h on h.tenant = l.tenant and h.location = l.id
    and h.starts >= coalesce($1::date, ($3::timestamptz at time zone l.time_zone)::date)::timestamp at time zone l.time_zone
    and h.starts < (coalesce($2::date, ($3::timestamptz at time zone l.time_zone)::date) + 1)::timestamp
                   at time zone l.time_zone
left join auth.account c on c.tenant = h.tenant and c.id = h.account
where h.expires_at > clock_timestamp()
order by h.starts, h.id;
