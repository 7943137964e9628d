-- $1 practice, $2 id, $3 name, $4 specialty, $5 usual room, $6 location, $7 place among the columns, $8 from and $9 until
-- when, in minutes since midnight, on the days of the week from Monday to $10 (ISO 8601)
with made as (
    insert into practice.provider (tenant, id, display_name, specialty, default_room, home_location, position)
    values ($1, $2, $3, $4, $5::uuid, $6, $7::bigint::smallint) returning tenant, id, home_location
), located as (
    insert into practice.provider_location (tenant, provider, location)
    select m.tenant, m.id, m.home_location from made m
)
insert into practice.template_hours (tenant, provider, location, weekday, starts, ends)
select m.tenant, m.id, m.home_location, d.day, time '00:00' + make_interval(mins => $8::bigint::integer),
       time '00:00' + make_interval(mins => $9::bigint::integer)
from made m, generate_series(1, $10::bigint::integer) d(day);
