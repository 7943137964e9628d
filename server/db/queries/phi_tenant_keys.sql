-- $1 practice
select purpose::bigint as purpose, version, wrapped from phi.tenant_key where tenant = $1 order by purpose, version
