-- $1 provider, $2 location
insert into practice.provider_location (tenant, provider, location) values ((select auth.tenant()), $1, $2)
on conflict do nothing;
