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
    select 'owns', o.name from (
        select c.relowner as owner, c.oid::pg_catalog.regclass::text as name from pg_catalog.pg_class c
        union all select n.nspowner, n.nspname::text from pg_catalog.pg_namespace n
        union all select p.proowner, p.oid::pg_catalog.regprocedure::text from pg_catalog.pg_proc p
        union all select t.typowner, t.oid::pg_catalog.regtype::text from pg_catalog.pg_type t
        union all select d.datdba, d.datname::text from pg_catalog.pg_database d) o
    join pg_catalog.pg_roles r on r.oid = o.owner where r.rolname = session_user
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
    where c.relkind in ('r', 'p') and n.nspname in ('auth', 'practice', 'phi', 'audit', 'context', 'access', 'migration')
      and pg_catalog.has_table_privilege(session_user, c.oid, 'truncate')
    union all
    -- what stands between the duties, and whose it is
    select 'may call', n.nspname || '.' || p.proname from (values
        ('context', 'install', ''), ('context', 'seal', ''),
        ('auth', 'enter', 'custos_api'), ('auth', 'enter_service', 'custos_operations'),
        ('audit', 'append_batch', 'custos_audit custos_sequencer'), ('audit', 'append', 'custos_api custos_operations'),
        ('access', 'raise_incident', 'custos_auth custos_operations'),
        ('audit', 'take_lead', 'custos_sequencer'), ('audit', 'advance', 'custos_sequencer')
    ) as d(schema, name, duties)
    join pg_catalog.pg_namespace n on n.nspname = d.schema
    join pg_catalog.pg_proc p on p.pronamespace = n.oid and p.proname = d.name
    where pg_catalog.has_function_privilege(session_user, p.oid, 'execute')
      and not session_user::text = any (pg_catalog.string_to_array(d.duties, ' '))
    union all
    select 'may ' || d.privilege, n.nspname || '.' || c.relname from (values
        ('select', 'context', 'key', ''),
        ('select', 'auth', 'session', 'custos_auth'), ('insert', 'auth', 'session', 'custos_auth'),
        ('select', 'auth', 'password', 'custos_auth custos_operations'),
        ('select', 'auth', 'totp', 'custos_auth custos_operations'),
        ('select', 'practice', 'patient', 'custos_api custos_operations'),
        ('select', 'practice', 'appointment', 'custos_api custos_operations'),
        ('select', 'phi', 'honeypot', 'custos_operations'),
        ('select', 'phi', 'tenant_key', 'custos_keys custos_auth custos_api custos_operations'),
        ('insert', 'phi', 'tenant_key', 'custos_operations'),
        ('select', 'audit', 'entries', 'custos_sequencer'), ('insert', 'audit', 'entries', ''),
        ('update', 'audit', 'entries', ''), ('insert', 'audit', 'leaves', 'custos_sequencer')
    ) as d(privilege, schema, name, duties)
    join pg_catalog.pg_namespace n on n.nspname = d.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = d.name
    where pg_catalog.has_any_column_privilege(session_user, c.oid, d.privilege)
      and not session_user::text = any (pg_catalog.string_to_array(d.duties, ' '))
) x
