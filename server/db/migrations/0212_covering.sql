-- Covering (docs/access.md): whose colleague has their day and panel, from which day to which. From one request to the next,
-- auth.claims_of (0110) counts the days.
insert into auth.permission (code) values ('covering.read'), ('covering.write');
insert into auth.role_permission (role, permission) values ('owner', 'covering.read'), ('owner', 'covering.write'),
    ('manager', 'covering.read'), ('manager', 'covering.write'), ('provider', 'covering.read');

-- Providers see those that are theirs, either way.
create policy see on practice.covering for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('covering.read'))
           and ((select auth.has('covering.write')) or absent_provider = (select auth.provider())
                or covering_provider = (select auth.provider())));
grant select on practice.covering to custos_api;
grant insert, update (ended_by, ended_at) on practice.covering to custos_context;

create function practice.today_of(practice_id uuid, provider_id uuid) returns date
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (clock_timestamp() at time zone l.time_zone)::date
    from practice.provider p join practice.location l on l.tenant = p.tenant and l.id = p.home_location
    where p.tenant = practice_id and p.id = provider_id;
end;

-- Nobody hands a colleague's panel to themselves. At most 92 days, and none that are over.
create function practice.grant_covering(covering uuid, absent uuid, substitute uuid, first_one date, last_one date) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    today date := practice.today_of(auth.tenant(), absent);
begin
    perform auth.demand('covering.write');
    if substitute = auth.provider() then
        raise exception 'not to oneself' using errcode = 'CU403';
    end if;
    if today is null or practice.today_of(auth.tenant(), substitute) is null then
        raise exception 'no such provider' using errcode = 'CU404';
    end if;
    if absent = substitute or last_one < first_one or last_one < today or last_one - first_one > 91 then
        raise exception 'no such days' using errcode = 'CU409';
    end if;
    insert into practice.covering (tenant, id, absent_provider, covering_provider, first_day, last_day, granted_by)
    values (auth.tenant(), covering, absent, substitute, first_one, last_one, auth.account());
end $$;

-- At the next request. False when none of that id stands.
create function practice.end_covering(covering uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('covering.write');
    update practice.covering c set ended_by = auth.account(), ended_at = clock_timestamp()
    where c.tenant = auth.tenant() and c.id = covering and c.ended_at is null
      and c.last_day >= practice.today_of(c.tenant, c.absent_provider);
    return found;
end $$;

grant create on schema practice to custos_context;
alter function practice.grant_covering(uuid, uuid, uuid, date, date) owner to custos_context;
alter function practice.end_covering(uuid) owner to custos_context;
revoke create on schema practice from custos_context;
grant execute on function practice.today_of(uuid, uuid) to custos_context;
grant execute on function practice.grant_covering(uuid, uuid, uuid, date, date), practice.end_covering(uuid) to custos_api;
