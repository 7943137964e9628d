-- $1 practice, $2 patients, $3 tokens, pair by pair
insert into phi.blind_index (tenant, patient, token)
select $1, t.patient, t.token from unnest($2::uuid[], $3::bytea[]) as t(patient, token)
on conflict do nothing;
