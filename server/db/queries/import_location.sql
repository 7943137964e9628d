-- $1 id, $2 name, $3 time zone, $4 organization
insert into practice.location (tenant, id, name, time_zone, organization)
values ((select auth.tenant()), $1, $2, $3, $4::uuid)
on conflict (tenant, id) do update set name = excluded.name, organization = excluded.organization;
