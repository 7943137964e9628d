-- The same by business identifier. $1 source, then together: $2 resource types, $3 systems, $4 values
select i.resource_type, i.system, i.value, i.record
from unnest($2::text[], $3::text[], $4::text[]) w(resource_type, system, value)
join practice.import_identifier i on i.tenant = (select auth.tenant()) and i.source = $1
    and i.resource_type = w.resource_type and i.system = w.system and i.value = w.value;
