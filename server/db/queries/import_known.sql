-- Records of earlier imports. $1 source, then pairwise: $2 resource types, $3 FHIR ids
select s.resource_type, s.fhir_id, s.record, s.fingerprint
from unnest($2::text[], $3::text[]) w(resource_type, fhir_id)
join practice.import_source s on s.tenant = (select auth.tenant()) and s.source = $1
    and s.resource_type = w.resource_type and s.fhir_id = w.fhir_id;
