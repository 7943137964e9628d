-- Roles and what nobody needs; as superuser, idempotent, on every start: attributes that one was given since are taken away.
-- Memberships and grants are not; on a login they stop the start (queries/duty_excesses.sql). Passwords come separately, as verifiers.
do $$
declare
    role_name text;
begin
    foreach role_name in array array['custos_owner', 'custos_context', 'custos_review'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I nologin', role_name);
        end if;
        execute format('alter role %I nosuperuser nobypassrls nocreatedb nocreaterole noreplication nologin', role_name);
    end loop;
    foreach role_name in array array['custos_migrate', 'custos_auth', 'custos_api', 'custos_audit',
                                     'custos_sequencer', 'custos_operations', 'custos_keys'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I login noinherit', role_name);
        end if;
        execute format('alter role %I nosuperuser nobypassrls nocreatedb nocreaterole noreplication login', role_name);
    end loop;
end $$;
-- The owner hands definer functions to the context role and the reviews', so it may act as either; the migrator may become
-- the owner.
grant custos_context, custos_review to custos_owner;
grant custos_owner to custos_migrate;
