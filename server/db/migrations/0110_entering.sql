-- Who asks: from a session's token, or a service's name, to the context of a transaction. A session remembers when its person
-- last showed a factor; the context says until when that counts, and SQL can demand it (docs/sign-in.md, "Step-up").

create function auth.fresh_for() returns interval
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select interval '5 minutes';
end;

-- By the clock, not by the transaction's time: what is no longer fresh ends in mid-request.
create function auth.is_fresh() returns boolean
language sql stable
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

-- Who somebody is, before any session: their column, their rights, and whose day is their business.
create function auth.claims_of(practice_id uuid, person uuid) returns context.claims
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    claims context.claims;
begin
    claims.tenant := practice_id;
    claims.account := person;
    claims.service := '';
    claims.permissions := auth.permissions_of(person);
    select a.provider into claims.provider from auth.account a where a.tenant = practice_id and a.id = person;
    select coalesce(array_agg(x.provider), '{}') into claims.columns
    from (select s.provider from auth.assistance s where s.tenant = practice_id and s.account = person
          union select claims.provider where claims.provider is not null
          -- whoever covers for a colleague has their day and panel on those days, as the colleague's location counts them
          union select c.absent_provider
          from practice.covering c
          join practice.provider p on p.tenant = c.tenant and p.id = c.absent_provider
          join practice.location l on l.tenant = p.tenant and l.id = p.home_location
          where c.tenant = practice_id and c.covering_provider = claims.provider and c.ended_at is null
            and (clock_timestamp() at time zone l.time_zone)::date between c.first_day and c.last_day) x;
    return claims;
end $$;

-- Raises unless there is a live session behind the token; never returns empty. Every transaction of the API begins here. With
-- it comes what stands: whom break-glass (0210) opens, who acts by impersonation (0211), and for how long yet. Where somebody
-- acts in another's name, the claims are of that name, and the roles of who acts.
create function auth.enter(token bytea)
returns table (tenant uuid, account uuid, session uuid, provider uuid, roles text[], permissions text[],
               absolute_expiry timestamptz, glasses uuid[], glass_patients uuid[], glass_milliseconds bigint[],
               impersonator uuid, impersonation uuid, impersonation_milliseconds bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_session record;
    borrowed record;
    claims context.claims;
begin
    select s.tenant, s.account, s.id, s.absolute_expiry, s.factor_at into found_session
    from auth.session s join auth.account a on a.tenant = s.tenant and a.id = s.account
    where s.token_hash = sha256(token) and s.revoked_at is null and a.disabled_at is null
      and s.absolute_expiry > clock_timestamp() and s.last_seen_at + s.idle_limit > clock_timestamp();
    if not found then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    claims := auth.claims_of(found_session.tenant, found_session.account);
    claims.session := found_session.id;
    claims.fresh_until := extract(epoch from found_session.factor_at + auth.fresh_for()) * 1000000;
    if 'impersonation.start' = any (claims.permissions) then
        select i.tenant, i.id, i.account, i.until into borrowed from access.impersonation i
        join auth.account a on a.tenant = i.tenant and a.id = i.account and a.disabled_at is null
        where i.impersonator_tenant = found_session.tenant and i.session = found_session.id
          and i.impersonator = found_session.account and i.ended_at is null and i.until > clock_timestamp();
        if found then
            impersonator := claims.account;
            impersonation := borrowed.id;
            impersonation_milliseconds := floor(extract(epoch from borrowed.until - clock_timestamp()) * 1000);
            claims := auth.borrowed_claims(borrowed.tenant, borrowed.account, found_session.account, found_session.id);
        end if;
    end if;
    perform context.install(claims);
    tenant := claims.tenant;
    account := claims.account;
    session := claims.session;
    provider := claims.provider;
    roles := auth.roles_of(found_session.account);
    permissions := claims.permissions;
    absolute_expiry := found_session.absolute_expiry;
    if 'break_glass.open' = any (claims.permissions) then
        select array_agg(g.id order by g.until), array_agg(g.patient order by g.until),
               array_agg(floor(extract(epoch from g.until - clock_timestamp()) * 1000)::bigint order by g.until)
        into glasses, glass_patients, glass_milliseconds
        from access.break_glass g
        where g.tenant = claims.tenant and g.session = claims.session and g.patient is not null and g.ended_at is null
          and g.until > clock_timestamp();
    end if;
    return next;
end $$;

-- Work without a person, practice by practice. Not for the API's login.
create function auth.enter_service(tenant_id uuid, purpose text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    claims context.claims;
begin
    if purpose not in ('import', 'provision', 'rotation', 'detection') then
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

grant create on schema auth to custos_context;
alter function auth.enter(bytea) owner to custos_context;
alter function auth.enter_service(uuid, text) owner to custos_context;
revoke create on schema auth from custos_context;
grant select on auth.session, auth.assistance, practice.practice, practice.covering to custos_context;
grant execute on function auth.fresh_for() to custos_auth, custos_context, custos_owner;
grant execute on function auth.is_fresh(), auth.demand_fresh() to custos_api, custos_operations, custos_context,
    custos_owner;
grant execute on function auth.claims_of(uuid, uuid) to custos_context;
grant execute on function auth.enter(bytea) to custos_api;
grant execute on function auth.enter_service(uuid, text) to custos_operations;
