-- Plans that do not change with the size of a practice, and functions that are planned once (docs/decisions/0140).

-- An EXISTS may be answered by reading the whole table into memory once: cheaper where the planner expects many rows, and
-- dearer with every patient a provider has. `offset 0` leaves the look-up by key.
do $$
declare
    p record;
    kept text := '(p.until > now())) offset 0';
begin
    for p in select c.oid::regclass as on_table, o.polname, pg_get_expr(o.polqual, o.polrelid) as seen,
                    pg_get_expr(o.polwithcheck, o.polrelid) as written
             from pg_policy o join pg_class c on c.oid = o.polrelid loop
        if p.seen like '%practice.panel p%' then
            execute format('alter policy %I on %s using (%s)', p.polname, p.on_table,
                           replace(p.seen, '(p.until > now()))', kept));
        end if;
        if p.written like '%practice.panel p%' then
            execute format('alter policy %I on %s with check (%s)', p.polname, p.on_table,
                           replace(p.written, '(p.until > now()))', kept));
        end if;
    end loop;
end $$;

-- Every request asks for them: PL/pgSQL keeps the plan, a function of SQL with a `set` is planned at each call.
create or replace function auth.roles_of(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select coalesce(array_agg(r.role order by r.role), '{}') from auth.account_role r
            where r.account = account_id);
end $$;
alter function auth.is_fresh() reset search_path;
