-- Lifting a block starts the count anew and leaves what was opened as it is: whoever looks for bait (0132) reads the same
-- rows, and one's own block is one's own to lift.
create index opening_block_of_account on phi.opening_block (tenant, account, lifted_at);

create or replace function phi.lift(block uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update phi.opening_block b set lifted_at = clock_timestamp(), lifted_by = auth.account()
    where b.tenant = auth.tenant() and b.id = block and b.lifted_at is null;
end $$;

-- From when on this account's openings count: the practice's time, but nothing from before the last lifting.
create function phi.counted_since(window_begin timestamptz) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select greatest(window_begin, max(b.lifted_at)) from phi.opening_block b
            where b.tenant = auth.tenant() and b.account = auth.account());
end $$;

create or replace function phi.count_patients(patients uuid[], opens boolean) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
    a uuid := auth.account();
    window_begin timestamptz;
    since timestamptz;
    allowed bigint;
    new_ones uuid[];
    verdict text;
begin
    if t is null or a is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    select clock_timestamp() - coalesce(max(l.within), '10 minutes'), coalesce(max(l.patients), 1000)
    into window_begin, allowed from phi.opening_limit l where l.tenant = t;
    since := phi.counted_since(window_begin);
    select array_agg(distinct p.id) into new_ones from unnest(patients) p(id)
    where not exists (select from phi.opened_patient o where o.tenant = t and o.account = a and o.patient = p.id
                                                         and o.at > since and (o.opened or not opens));
    if new_ones is null then
        return 'fine';
    end if;
    -- one person's requests in parallel, on whichever server, count one after the other
    perform pg_advisory_xact_lock(hashtextextended(t || ':opening:' || a, 1));
    select phi.judge_opening(count(*) filter (where o.patient <> all (new_ones)), cardinality(new_ones), allowed)
    into verdict from phi.opened_patient o where o.tenant = t and o.account = a and o.at > since;
    if verdict in ('fine', 'warning') then
        insert into phi.opened_patient as o (tenant, account, patient, session, opened)
        select t, a, n.id, auth.session(), opens from unnest(new_ones) n(id) order by n.id
        on conflict (tenant, account, patient) do update
            set at = clock_timestamp(), session = excluded.session,
                opened = excluded.opened or (o.opened and o.at > window_begin);
    end if;
    return verdict;
end $$;

create or replace function phi.count_days(first_day date, last_day date) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
    a uuid := auth.account();
    since timestamptz;
    allowed bigint;
    new_ones date[];
    verdict text;
begin
    if t is null or a is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    select phi.counted_since(clock_timestamp() - coalesce(max(l.within), '10 minutes')), coalesce(max(l.days), 60)
    into since, allowed from phi.opening_limit l where l.tenant = t;
    select array_agg(d.day) into new_ones from (select first_day + g as day from generate_series(0, last_day - first_day) g) d
    where not exists (select from phi.opened_day o where o.tenant = t and o.account = a and o.day = d.day and o.at > since);
    if new_ones is null then
        return 'fine';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(t || ':opening:' || a, 1));
    select phi.judge_opening(count(*) filter (where o.day <> all (new_ones)), cardinality(new_ones), allowed)
    into verdict from phi.opened_day o where o.tenant = t and o.account = a and o.at > since;
    if verdict in ('fine', 'warning') then
        insert into phi.opened_day (tenant, account, day, session)
        select t, a, n.day, auth.session() from unnest(new_ones) n(day)
        on conflict (tenant, account, day) do update set at = clock_timestamp(), session = excluded.session;
    end if;
    return verdict;
end $$;

grant execute on function phi.counted_since(timestamptz) to custos_context;
