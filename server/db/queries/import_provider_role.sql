-- $1 provider, $2 specialty, $3 location
update practice.provider p
set specialty = $2, home_location = coalesce($3::uuid, p.home_location)
where p.tenant = (select auth.tenant()) and p.id = $1 and not p.bookable;
