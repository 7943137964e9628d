-- Another wrapping of the same key, where it still is as it was read. $1 purpose, $2 version, $3 before, $4 after
update phi.tenant_key set wrapped = $4
where tenant = (select auth.tenant()) and purpose = $1::smallint and version = $2 and wrapped = $3
