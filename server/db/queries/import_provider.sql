-- Known from past visits alone, until the practice makes them bookable: from then on they are the practice's own, and
-- no import changes them. $1 id, $2 display name, $3 location
insert into practice.provider (tenant, id, display_name, home_location, position, bookable)
values ((select auth.tenant()), $1, $2, $3, 1000, false)
on conflict (tenant, id) do update set display_name = excluded.display_name where not provider.bookable;
