-- Inside the database `custos`, as superuser, idempotent.
create schema if not exists extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;
revoke all on schema public from public;
revoke all on database custos from public;
grant connect on database custos to custos_migrate, custos_auth, custos_api, custos_audit, custos_sequencer,
    custos_operations, custos_keys;
grant create on database custos to custos_owner;
grant usage on schema extensions to custos_owner, custos_context;
revoke execute on all functions in schema extensions from public;
grant execute on all functions in schema extensions to custos_owner, custos_context;
-- btree_gist's operators work inside constraints whoever writes the row; their functions have to be callable then
grant usage on schema extensions to custos_auth, custos_api, custos_operations;
do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p
             join pg_depend d on d.objid = p.oid and d.deptype = 'e'
             join pg_extension e on e.oid = d.refobjid
             where e.extname = 'btree_gist' loop
        execute format('grant execute on function %s to custos_auth, custos_api, custos_operations', f);
    end loop;
end $$;
revoke usage on language plpgsql from public;
grant usage on language plpgsql to custos_owner;
revoke execute on function pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_import(text),
    pg_catalog.lo_import(text, oid), pg_catalog.lo_export(oid, text), pg_catalog.lo_from_bytea(oid, bytea),
    pg_catalog.lo_open(oid, integer), pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lo_get(oid),
    pg_catalog.lo_get(oid, bigint, integer), pg_catalog.lo_unlink(oid), pg_catalog.lo_truncate(integer, integer),
    pg_catalog.lo_truncate64(integer, bigint), pg_catalog.lowrite(integer, bytea), pg_catalog.loread(integer, integer)
    from public;
grant execute on function pg_catalog.pg_control_system() to custos_owner, custos_context;
