-- What stands for this session; $1 one of them, null: all. Rounded down: nobody is told of time that there isn't.
select g.id, g.named, g.category, g.opened_at, g.until,
       floor(extract(epoch from g.until - clock_timestamp()))::bigint as seconds_left
from access.break_glass g
where $1::uuid is null or g.id = $1
order by g.until, g.id
