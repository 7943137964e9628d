-- $1 source, $2 resource type, $3 record, then pairwise: $4 systems, $5 values
insert into practice.import_identifier (tenant, source, resource_type, system, value, record)
select distinct (select auth.tenant()), $1, $2, i.system, i.value, $3
from unnest($4::text[], $5::text[]) i(system, value)
on conflict (tenant, source, resource_type, system, value) do update set record = excluded.record;
