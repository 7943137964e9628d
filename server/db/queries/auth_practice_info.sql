-- The zone is that of the practice's first location. $1 practice
select p.id, p.code, p.name, p.idle_lock_seconds,
       coalesce((select l.time_zone from practice.location l where l.tenant = p.id order by l.name, l.id limit 1),
                'UTC') as time_zone
from practice.practice p
where p.id = $1
