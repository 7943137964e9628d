-- Counts the local days $1 to $2 of a list (null: the day that $3, the practice's clock, falls on).
select phi.count_days(coalesce($1::date, d.today), coalesce($2::date, d.today)) as verdict
from (select coalesce(min(($3::timestamptz at time zone l.time_zone)::date), ($3::timestamptz at time zone 'UTC')::date)
             as today from practice.location l) d
