-- A fresh factor for sensitive acts (docs/sign-in.md, "Step-up"). A session remembers when its person last showed one;
-- the context says until when that counts, and SQL can demand it.
alter table auth.session add column factor_at timestamptz not null default clock_timestamp();

-- Microseconds since the epoch: a time written as text would mean another day to whoever changes DateStyle between
-- entering and asking.
alter type context.claims add attribute fresh_until bigint;

create function auth.fresh_for() returns interval
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select interval '5 minutes';
end;

-- By the clock, not by the transaction's time: what is no longer fresh ends in mid-request.
create function auth.is_fresh() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce((context.claims()).fresh_until > extract(epoch from clock_timestamp()) * 1000000, false);
end;

-- Raises unless the person behind the session has just shown a factor. Services never have.
create function auth.demand_fresh() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if auth.tenant() is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    if not auth.is_fresh() then
        raise exception 'a fresh factor is needed' using errcode = 'CU470';
    end if;
end $$;

-- As in 0003, with the freshness.
create or replace function auth.enter(token bytea)
returns table (tenant uuid, account uuid, session uuid, provider uuid, roles text[], permissions text[],
               absolute_expiry timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_session record;
    claims context.claims;
begin
    select s.tenant, s.account, s.id, a.provider, s.absolute_expiry, s.factor_at into found_session
    from auth.session s join auth.account a on a.tenant = s.tenant and a.id = s.account
    where s.token_hash = sha256(token) and s.revoked_at is null and a.disabled_at is null
      and s.absolute_expiry > clock_timestamp() and s.last_seen_at + s.idle_limit > clock_timestamp();
    if not found then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    claims.tenant := found_session.tenant;
    claims.account := found_session.account;
    claims.session := found_session.id;
    claims.provider := found_session.provider;
    claims.permissions := auth.permissions_of(found_session.account);
    claims.service := '';
    claims.fresh_until := extract(epoch from found_session.factor_at + auth.fresh_for()) * 1000000;
    select coalesce(array_agg(x.provider), '{}') into claims.columns
    from (select s.provider from auth.assistance s
          where s.tenant = found_session.tenant and s.account = found_session.account
          union select found_session.provider where found_session.provider is not null
          -- whoever covers for a colleague has their day and panel on those days, as the colleague's location counts them
          union select c.absent_provider
          from practice.covering c
          join practice.provider p on p.tenant = c.tenant and p.id = c.absent_provider
          join practice.location l on l.tenant = p.tenant and l.id = p.home_location
          where c.tenant = found_session.tenant and c.covering_provider = found_session.provider
            and (clock_timestamp() at time zone l.time_zone)::date between c.first_day and c.last_day) x;
    perform context.install(claims);
    return query select claims.tenant, claims.account, claims.session, claims.provider,
                        auth.roles_of(claims.account), claims.permissions, found_session.absolute_expiry;
end $$;

create or replace function auth.enter_service(tenant_id uuid, purpose text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    claims context.claims;
begin
    if purpose not in ('import', 'provision', 'rotation', 'retention', 'detection') then
        raise exception 'no such service' using errcode = 'CU403';
    end if;
    if not exists (select from practice.practice p where p.id = tenant_id) and purpose <> 'provision' then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    claims.tenant := tenant_id;
    claims.columns := '{}';
    claims.permissions := array['schedule.read', 'schedule.read.all', 'patient.read', 'patient.read.all',
                                'patient.search'];
    claims.service := purpose;
    perform context.install(claims);
end $$;

grant execute on function auth.fresh_for() to custos_auth, custos_context, custos_owner;
grant execute on function auth.is_fresh(), auth.demand_fresh() to custos_api, custos_operations, custos_context,
    custos_owner;
