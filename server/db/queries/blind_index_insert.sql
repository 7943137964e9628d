-- $1 patient, $2 tokens
insert into phi.blind_index (tenant, token, patient)
select (select auth.tenant()), k.token, $1 from unnest($2::bytea[]) k(token)
on conflict do nothing;
