-- Takes each policy, and each condition of each, away for a moment; those that no case misses come back as rows. Of one table
-- alone where `matrix.target` names it.
create temp table missed (line text);
create temp table mutant as select * from matrix.mutant m
where m.target::text like coalesce(nullif(current_setting('matrix.target', true), ''), '%');
create temp table counted as select 0 as tried;

create function pg_temp.all_cases(p matrix.policy) returns text language sql as $$
    select string_agg(c.who || ': ' || c.outcome, E'\n' order by c.who)
    from matrix.cases(p.target, p.polroles, coalesce(p.qual, '') || coalesce(p.with_check, '')) c
$$;

do $$
declare
    p matrix.policy;
    m record;
    before text;
    after text;
begin
    set local session_replication_role = replica;
    for p in select distinct on (x.oid) x.* from matrix.policy x join mutant y on y.oid = x.oid loop
        before := pg_temp.all_cases(p);
        for m in select y.how, y.statement from mutant y where y.oid = p.oid loop
            begin
                begin
                    execute m.statement;
                exception when others then
                    continue; -- that part was no condition
                end;
                after := pg_temp.all_cases(p);
                raise exception using errcode = 'MX002';
            exception
                when sqlstate 'MX002' then
                    update counted set tried = tried + 1;
                    if after is not distinct from before then
                        insert into missed values (p.target || ': ' || p.polname || ', ' || m.how);
                    end if;
            end;
        end loop;
    end loop;
end $$;
select 'mutants: ' || (select count(distinct oid) from mutant) || ' policies, ' || tried
       || ' ways to take one or a condition of one away' from counted
union all
select line from missed;
