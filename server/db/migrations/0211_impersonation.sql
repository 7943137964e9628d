-- Impersonation (docs/access.md): who operates the server acts as one of a practice's people, for 15 minutes of the database's
-- clock, with a reason, under both names, and with less than that person may. The session stays the operator's; what it is
-- from one request to the next, auth.enter says.
create table access.impersonation (
    tenant uuid not null,          -- the practice, whose people can see it
    id uuid not null,
    account uuid not null,         -- whose name is borrowed
    impersonator_tenant uuid not null, -- no reference: to the practice it is nobody of theirs
    impersonator uuid not null,
    session uuid not null,         -- the impersonator's
    reason_sealed bytea not null,  -- under the practice's key
    opened_at timestamptz not null,
    until timestamptz not null check (until = opened_at + interval '15 minutes'),
    ended_at timestamptz,
    by_owner boolean not null, -- whose name it is: access.note_owner
    purpose smallint not null generated always as (3) stored,
    key_version bigint not null generated always as (phi.key_version(reason_sealed)) stored,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id),
    constraint impersonation_key_in_use foreign key (tenant, purpose, key_version)
        references phi.tenant_key (tenant, purpose, version),
    check (impersonator_tenant <> tenant)
);
create index impersonation_of_session on access.impersonation (impersonator_tenant, session, until);
create index impersonation_by_version on access.impersonation (tenant, key_version);

create trigger note_owner before insert on access.impersonation
    for each row execute function access.note_owner('account');

alter table access.impersonation enable row level security;
alter table access.impersonation force row level security;
create policy definers on access.impersonation for all to custos_context using (true) with check (true);
create policy rotation on access.impersonation for all to custos_operations
    using (tenant = (select auth.tenant()) and (select auth.service()) = 'rotation')
    with check (tenant = (select auth.tenant()) and (select auth.service()) = 'rotation');
grant select, insert, update (ended_at) on access.impersonation to custos_context; -- never `until`
grant select (tenant, id, reason_sealed, key_version), update (reason_sealed) on access.impersonation to custos_operations;

insert into auth.permission (code) values ('impersonation.start'), ('impersonation.end'), ('platform.tenants');
insert into auth.role_permission (role, permission) values ('platform_admin', 'impersonation.start'),
    ('platform_admin', 'impersonation.end'), ('platform_admin', 'platform.tenants');

-- What is left of a person's rights under somebody else's hand. What is not named here is not lent: people and their rights,
-- the audit trail, incidents, sign-in, programs, lifting blocks, breaking glass, and whatever is added later.
create function auth.lendable() returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search', 'patient.read',
                 'patient.read.all', 'patient.write', 'coverage.read', 'audit.checkpoint'];
end;

-- Somebody's claims (0110) in somebody else's hand: never fresh, so that nothing that asks for a factor can be done.
create function auth.borrowed_claims(practice_id uuid, person uuid, actor uuid, session_id uuid) returns context.claims
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    claims context.claims := auth.claims_of(practice_id, person);
begin
    claims.session := session_id;
    claims.impersonator := actor;
    claims.permissions := array(select p from unnest(claims.permissions) p where p = any (auth.lendable()) order by p)
                          || array['impersonation.end'];
    claims.fresh_until := 0;
    return claims;
end $$;

-- Where a practice's keys are, for the reason that is sealed under them; and whom the name means. No row: nobody.
create function access.impersonation_target(practice_code text, name text) returns table (tenant uuid, account uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('impersonation.start');
    perform auth.demand_fresh();
    return query
    select a.tenant, a.id from practice.practice p join auth.account a on a.tenant = p.id
    where p.code = practice_code and p.id <> auth.tenant() and a.username = lower(impersonation_target.name)
      and a.disabled_at is null and not auth.is_program(a.tenant, a.id);
end $$;

-- From here on this transaction is in the practice, as that person: what is appended to the log next, stands there.
create function access.start_impersonation(impersonation uuid, practice_id uuid, person uuid, reason bytea,
                                           out until timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    home uuid := auth.tenant();
    actor uuid := auth.account();
    session_id uuid := auth.session();
    opened timestamptz;
begin
    perform auth.demand('impersonation.start');
    perform auth.demand_fresh();
    if not exists (select from practice.practice p where p.id = home and p.code = 'platform') then
        raise exception 'the operator''s own' using errcode = 'CU403';
    end if;
    if not exists (select from auth.account a where a.tenant = practice_id and a.id = person and a.tenant <> home
                                               and a.disabled_at is null and not auth.is_program(a.tenant, a.id)) then
        raise exception 'no such account' using errcode = 'CU404';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(home || ':impersonation:' || session_id, 1));
    opened := clock_timestamp();
    if exists (select from access.impersonation i where i.impersonator_tenant = home and i.session = session_id
                                                    and i.ended_at is null and i.until > opened) then
        raise exception 'one at a time' using errcode = 'CU403';
    end if;
    until := opened + interval '15 minutes';
    insert into access.impersonation (tenant, id, account, impersonator_tenant, impersonator, session, reason_sealed,
                                      opened_at, until)
    values (practice_id, impersonation, person, home, actor, session_id, reason, opened, start_impersonation.until);
    perform context.install(auth.borrowed_claims(practice_id, person, actor, session_id));
    perform access.report('impersonation', person, impersonation);
end $$;

-- Before its time; from here on this transaction is the operator's own again. No row: none stands.
create function access.end_impersonation() returns table (tenant uuid, impersonation uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor uuid := auth.impersonator();
    session_id uuid := auth.session();
    ended record;
    claims context.claims;
begin
    update access.impersonation i set ended_at = clock_timestamp()
    where i.tenant = auth.tenant() and i.session = session_id and i.impersonator = actor and i.ended_at is null
      and i.until > clock_timestamp()
    returning i.impersonator_tenant, i.id into ended;
    if not found then
        return;
    end if;
    claims := auth.claims_of(ended.impersonator_tenant, actor);
    claims.session := session_id;
    claims.fresh_until := 0;
    perform context.install(claims);
    tenant := ended.impersonator_tenant;
    impersonation := ended.id;
    return next;
end $$;

-- The banner's: as whom, and how long yet.
create function access.standing_impersonation()
returns table (id uuid, practice text, display_name text, opened_at timestamptz, until timestamptz, seconds_left bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('impersonation.end');
    return query
    select i.id, p.name, a.display_name, i.opened_at, i.until,
           floor(extract(epoch from i.until - clock_timestamp()))::bigint
    from access.impersonation i join practice.practice p on p.id = i.tenant
    join auth.account a on a.tenant = i.tenant and a.id = i.account
    where i.tenant = auth.tenant() and i.session = auth.session() and i.impersonator = auth.impersonator()
      and i.ended_at is null and i.until > clock_timestamp();
end $$;

-- The last thing in a change's transaction: what waited until the time was over is not committed.
create function access.demand_standing() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if auth.impersonator() is not null
       and not exists (select from access.impersonation i
                       where i.tenant = auth.tenant() and i.session = auth.session() and i.impersonator = auth.impersonator()
                         and i.ended_at is null and i.until > clock_timestamp()) then
        raise exception 'the time is over' using errcode = 'CU403';
    end if;
end $$;

-- Practices and how many people and sessions each has: what an operator may know, without a patient.
create function access.tenants() returns table (id uuid, code text, name text, accounts bigint, live_sessions bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('platform.tenants');
    return query
    select p.id, p.code, p.name,
           (select count(*) from auth.account a where a.tenant = p.id and a.disabled_at is null
                                                  and not auth.is_program(a.tenant, a.id)),
           (select count(*) from auth.session s
            where s.tenant = p.id and s.revoked_at is null and s.absolute_expiry > clock_timestamp()
              and s.last_seen_at + s.idle_limit > clock_timestamp())
    from practice.practice p order by p.code;
end $$;

grant create on schema access to custos_context;
alter function access.impersonation_target(text, text) owner to custos_context;
alter function access.start_impersonation(uuid, uuid, uuid, bytea) owner to custos_context;
alter function access.end_impersonation() owner to custos_context;
alter function access.demand_standing() owner to custos_context;
alter function access.standing_impersonation() owner to custos_context;
alter function access.tenants() owner to custos_context;
revoke create on schema access from custos_context;
grant execute on function auth.lendable(), auth.borrowed_claims(uuid, uuid, uuid, uuid) to custos_context;
grant execute on function access.impersonation_target(text, text),
    access.start_impersonation(uuid, uuid, uuid, bytea), access.end_impersonation(), access.standing_impersonation(),
    access.demand_standing(), access.tenants() to custos_api;
