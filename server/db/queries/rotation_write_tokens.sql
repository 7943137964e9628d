-- $1 patients, each as often as they have tokens; $2 the tokens
insert into phi.blind_index (tenant, token, patient)
select (select auth.tenant()), n.token, n.patient from unnest($1::uuid[], $2::bytea[]) n(patient, token)
on conflict do nothing
