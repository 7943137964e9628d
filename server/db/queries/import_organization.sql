-- $1 id, $2 name
insert into practice.organization (tenant, id, name) values ((select auth.tenant()), $1, $2)
on conflict (tenant, id) do update set name = excluded.name;
