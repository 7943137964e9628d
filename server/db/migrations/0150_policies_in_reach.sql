-- Policies of roles that have no grant on the table they stand on: nobody could use them, and the day somebody is granted
-- something they would let everything through. What comes later brings its grant and its policy together; the suite
-- (tests/server/matrix) fails on one without the other.
do $$
declare
    p record;
begin
    for p in select x.polrelid::regclass as target, x.polname from pg_policy x
             join pg_class c on c.oid = x.polrelid join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('auth', 'practice', 'phi', 'audit', 'access') and x.polcmd = '*'
               and not exists (select from unnest(x.polroles) r(oid)
                               where has_any_column_privilege(r.oid, x.polrelid, 'select, insert, update')
                                  or has_table_privilege(r.oid, x.polrelid, 'delete')) loop
        execute format('drop policy %I on %s', p.polname, p.target);
    end loop;
end $$;
