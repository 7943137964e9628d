-- Next openings. $1 provider or null for all columns, $2 minutes, $3 from, $4 how many, $5 a room that must be free too.
select o.provider, o.starts, o.ends
from practice.openings($1::uuid, $2::bigint::integer, $3, $4::bigint::integer) o
where $5::uuid is null
   or not exists (select from practice.appointment a
                  where a.room = $5::uuid and not a.imported and a.status not in ('done', 'no_show', 'cancelled')
                    and a.starts < o.ends and a.ends > o.starts
                    and a.starts > o.starts - interval '31 days')
order by o.starts, o.provider;
