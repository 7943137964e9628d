-- What the connected role could do beyond its duty; no rows when it is as it should be.
-- $1 the role's name, $2 whether it may become the owner.
select x.what, x.object from (
    select 'is another role' as what, session_user::text as object where session_user <> $1
    union all
    select 'superuser', r.rolname::text from pg_catalog.pg_roles r where r.rolname = session_user and r.rolsuper
    union all
    select 'bypasses row-level security', r.rolname::text from pg_catalog.pg_roles r
    where r.rolname = session_user and r.rolbypassrls
    union all
    select 'creates roles or databases, or replicates', r.rolname::text from pg_catalog.pg_roles r
    where r.rolname = session_user and (r.rolcreaterole or r.rolcreatedb or r.rolreplication)
    union all
    select 'owns', c.oid::pg_catalog.regclass::text from pg_catalog.pg_class c
    join pg_catalog.pg_roles r on r.oid = c.relowner where r.rolname = session_user
    union all
    select 'member of', g.rolname::text from pg_catalog.pg_auth_members m
    join pg_catalog.pg_roles g on g.oid = m.roleid join pg_catalog.pg_roles r on r.oid = m.member
    where r.rolname = session_user and not ($2 and g.rolname = 'custos_owner')
    union all
    select 'may create in', n.nspname::text from pg_catalog.pg_namespace n
    where pg_catalog.has_schema_privilege(session_user, n.oid, 'create') and n.nspname !~ '^pg_(toast_)?temp_'
    union all
    select 'may create temporary tables in', d.datname::text from pg_catalog.pg_database d
    where d.datname = pg_catalog.current_database() and pg_catalog.has_database_privilege(session_user, d.oid, 'temp')
    union all
    select 'may truncate', c.oid::pg_catalog.regclass::text from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('auth', 'practice', 'phi', 'audit', 'context')
      and pg_catalog.has_table_privilege(session_user, c.oid, 'truncate')
) x
