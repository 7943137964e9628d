-- A foreign key keeps what is still in use. $1 purpose, $2 the version before which they go
delete from phi.tenant_key where tenant = (select auth.tenant()) and purpose = $1::smallint and version < $2
