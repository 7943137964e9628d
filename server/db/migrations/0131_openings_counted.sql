-- How many distinct patients a person has opened or found in the last minutes, and how many distinct days they have listed
-- (docs/encryption.md, "The decrypt block"). Counted here, so that reconnecting, signing in anew and asking another server
-- all meet the same count.
create table phi.opening_limit (
    tenant uuid primary key references practice.practice (id),
    patients integer not null default 1000 check (patients between 10 and 100000),
    days integer not null default 60 check (days between 7 and 10000),
    within interval not null default '10 minutes' check (within between '1 minute' and '1 day')
);

create table phi.opened_patient (
    tenant uuid not null,
    account uuid not null,
    patient uuid not null,
    session uuid not null,
    at timestamptz not null default clock_timestamp(),
    opened boolean not null, -- false: stood in a list alone
    impersonator uuid, -- who acted under the account's name, if somebody did
    primary key (tenant, account, patient),
    foreign key (tenant, account) references auth.account (tenant, id)
);
create index opened_patient_by_time on phi.opened_patient (tenant, account, at);
create index opened_patient_opened on phi.opened_patient (tenant, at) where opened;

create table phi.opened_day (
    tenant uuid not null,
    account uuid not null,
    day date not null,
    session uuid not null,
    at timestamptz not null default clock_timestamp(),
    primary key (tenant, account, day),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table phi.opening_block (
    tenant uuid not null,
    id uuid not null default gen_random_uuid(),
    account uuid not null,
    session uuid not null,
    at timestamptz not null default clock_timestamp(),
    needs_owner boolean not null, -- the second one within the life of a session
    lifted_at timestamptz,
    lifted_by uuid,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id),
    foreign key (tenant, lifted_by) references auth.account (tenant, id),
    check ((lifted_at is null) = (lifted_by is null))
);
create unique index opening_block_standing on phi.opening_block (tenant, account) where lifted_at is null;
create index opening_block_of_account on phi.opening_block (tenant, account, lifted_at);

do $$
declare
    t regclass;
begin
    foreach t in array array['phi.opening_limit', 'phi.opened_patient', 'phi.opened_day', 'phi.opening_block']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        execute format('create policy definers on %s for all to custos_context using (true) with check (true)', t);
    end loop;
end $$;
create policy services on phi.opening_limit for all to custos_operations
    using (tenant = (select auth.tenant()) and (select auth.service()) = 'provision')
    with check (tenant = (select auth.tenant()) and (select auth.service()) = 'provision');
grant select, insert, update, delete on phi.opening_limit to custos_operations;
-- Who opened whom, only those may read who look for whoever takes bait, and who clear it away.
do $$
declare
    t regclass;
begin
    foreach t in array array['phi.opened_patient', 'phi.opened_day']::regclass[] loop
        execute format('create policy detection on %s for all to custos_operations '
                       'using (tenant = (select auth.tenant()) and (select auth.service()) = ''detection'')', t);
        execute format('grant select, delete on %s to custos_operations', t);
    end loop;
end $$;

-- A block of this account's stands, or the count goes over: nothing is noted, the block stands when this transaction commits,
-- and 'block' or 'owner_block' says who lifts it. 'warning' from 80 % on, 'fine' before. What was opened within the time
-- counts once, and goes on being answered while blocked: it is known already.
create function phi.judge_opening(known bigint, more bigint, allowed bigint) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
    a uuid := auth.account();
    standing record;
begin
    select b.needs_owner into standing from phi.opening_block b
    where b.tenant = t and b.account = a and b.lifted_at is null;
    if found then
        return case when standing.needs_owner then 'owner_block' else 'block' end;
    end if;
    if known + more > allowed then
        insert into phi.opening_block (tenant, account, session, needs_owner)
        values (t, a, auth.session(),
                exists (select from phi.opening_block b where b.tenant = t and b.account = a
                                                         and b.at > clock_timestamp() - interval '12 hours'))
        returning id, needs_owner into standing;
        perform access.report('decrypt_block', null, standing.id);
        return case when standing.needs_owner then 'owner_block' else 'block' end;
    end if;
    if known + more >= allowed * 0.8 then
        if known < allowed * 0.8 then
            perform access.report('decrypt_warning', null, null);
        end if;
        return 'warning';
    end if;
    return 'fine';
end $$;

-- From when on this account's openings count: the practice's time, but nothing from before the last lifting.
create function phi.counted_since(window_begin timestamptz) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select greatest(window_begin, max(b.lifted_at)) from phi.opening_block b
            where b.tenant = auth.tenant() and b.account = auth.account());
end $$;

create function phi.count_patients(patients uuid[], opens boolean) returns text
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
        insert into phi.opened_patient as o (tenant, account, patient, session, opened, impersonator)
        select t, a, n.id, auth.session(), opens, auth.impersonator() from unnest(new_ones) n(id) order by n.id
        on conflict (tenant, account, patient) do update
            set at = clock_timestamp(), session = excluded.session, impersonator = excluded.impersonator,
                opened = excluded.opened or (o.opened and o.at > window_begin);
    end if;
    return verdict;
end $$;

create function phi.count_days(first_day date, last_day date) returns text
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

insert into auth.permission (code) values ('opening.lift');
insert into auth.role_permission (role, permission) values ('owner', 'opening.lift');

-- Starts the count anew (phi.counted_since), so that lifting is not followed by the next block at once, and leaves what was
-- opened as it is: whoever looks for bait (0132) reads the same rows, and one's own block is one's own to lift.
create function phi.lift(block uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update phi.opening_block b set lifted_at = clock_timestamp(), lifted_by = auth.account()
    where b.tenant = auth.tenant() and b.id = block and b.lifted_at is null;
end $$;

-- One's own first block, by a factor shown after it. False when none stands.
create function phi.lift_own_block() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    standing record;
begin
    if auth.account() is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    select b.id, b.at, b.needs_owner into standing from phi.opening_block b
    where b.tenant = auth.tenant() and b.account = auth.account() and b.lifted_at is null;
    if not found then
        return false;
    end if;
    if standing.needs_owner then
        raise exception 'the owner''s to lift' using errcode = 'CU403';
    end if;
    if not exists (select from auth.session s where s.tenant = auth.tenant() and s.id = auth.session()
                                               and s.factor_at > standing.at) then
        raise exception 'a fresh factor is needed' using errcode = 'CU470';
    end if;
    perform phi.lift(standing.id);
    return true;
end $$;

-- Somebody else's, by the owner. False when there is none of that id, or it does not stand any more.
create function phi.lift_block(block uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    whose uuid;
begin
    perform auth.demand('opening.lift');
    perform auth.demand_fresh();
    select b.account into whose from phi.opening_block b
    where b.tenant = auth.tenant() and b.id = block and b.lifted_at is null;
    if not found then
        return false;
    end if;
    if whose = auth.account() then
        raise exception 'not one''s own' using errcode = 'CU403';
    end if;
    perform phi.lift(block);
    return true;
end $$;

grant create on schema phi to custos_context;
alter function phi.judge_opening(bigint, bigint, bigint) owner to custos_context;
alter function phi.count_patients(uuid[], boolean) owner to custos_context;
alter function phi.count_days(date, date) owner to custos_context;
alter function phi.lift(uuid) owner to custos_context;
alter function phi.lift_own_block() owner to custos_context;
alter function phi.lift_block(uuid) owner to custos_context;
revoke create on schema phi from custos_context;
grant select, insert, update on phi.opened_patient, phi.opened_day, phi.opening_block to custos_context;
grant select on phi.opening_limit to custos_context;
grant execute on function phi.judge_opening(bigint, bigint, bigint), phi.counted_since(timestamptz), phi.lift(uuid)
    to custos_context;
grant execute on function phi.count_patients(uuid[], boolean), phi.count_days(date, date), phi.lift_own_block(),
    phi.lift_block(uuid) to custos_api;
