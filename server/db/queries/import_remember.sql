-- $1 source, $2 resource type, $3 FHIR id, $4 record, $5 fingerprint of what was taken
insert into practice.import_source (tenant, source, resource_type, fhir_id, record, fingerprint)
values ((select auth.tenant()), $1, $2, $3, $4, $5)
on conflict (tenant, source, resource_type, fhir_id) do update
set record = excluded.record, fingerprint = excluded.fingerprint;
