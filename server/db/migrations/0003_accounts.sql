-- People who sign in, and how. Written by custos_auth and by services; the API's login sees names alone.
create table auth.role (
    code text primary key
);
create table auth.permission (
    code text primary key
);
create table auth.role_permission (
    role text not null references auth.role (code),
    permission text not null references auth.permission (code),
    primary key (role, permission)
);

create table auth.account (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    username text not null check (username = lower(username) and length(username) between 1 and 128),
    display_name text not null,
    provider uuid,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    unique (id),
    constraint account_username_key unique (tenant, username),
    foreign key (tenant, provider) references practice.provider (tenant, id)
);

create table auth.account_role (
    tenant uuid not null,
    account uuid not null,
    role text not null references auth.role (code),
    primary key (tenant, account, role),
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Deny wins over every role and every grant.
create table auth.account_override (
    tenant uuid not null,
    account uuid not null,
    permission text not null references auth.permission (code),
    effect text not null check (effect in ('grant', 'deny')),
    primary key (tenant, account, permission),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.feature_flag (
    tenant uuid not null references practice.practice (id),
    flag text not null,
    enabled boolean not null,
    primary key (tenant, flag)
);

-- Whose day an assistant works on.
create table auth.assistance (
    tenant uuid not null,
    account uuid not null,
    provider uuid not null,
    primary key (tenant, account, provider),
    foreign key (tenant, account) references auth.account (tenant, id),
    foreign key (tenant, provider) references practice.provider (tenant, id)
);

create table auth.password (
    tenant uuid not null,
    account uuid primary key,
    password_hash text not null,
    changed_at timestamptz not null default now(),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.totp (
    tenant uuid not null,
    account uuid primary key,
    sealed_seed bytea not null,
    last_step bigint not null default 0,
    enrolled_at timestamptz not null default now(),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.recovery_code (
    tenant uuid not null,
    account uuid not null,
    code_hash bytea not null check (length(code_hash) = 32),
    primary key (tenant, account, code_hash),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.invitation (
    tenant uuid not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null unique check (length(token_hash) = 32),
    sealed_seed bytea not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Between the first factor and the second.
create table auth.challenge (
    tenant uuid not null,
    challenge_hash bytea primary key check (length(challenge_hash) = 32),
    account uuid not null,
    expires_at timestamptz not null,
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Failures by place: a keyed hash of practice and name, existing or not, folded into a bounded number of places.
create table auth.guess_count (
    place bigint primary key,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz
);

create table auth.device (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    public_key bytea,
    enrolled_at timestamptz not null default now(),
    revoked_at timestamptz,
    primary key (tenant, id)
);

create table auth.session (
    tenant uuid not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null default clock_timestamp(),
    last_seen_at timestamptz not null default clock_timestamp(),
    absolute_expiry timestamptz not null default clock_timestamp() + interval '12 hours'
        check (absolute_expiry <= created_at + interval '12 hours 1 minute'),
    idle_limit interval not null default '30 minutes' check (idle_limit <= interval '30 minutes'),
    device text not null default '',
    source text not null default '',
    revoked_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id)
);
create index session_of_account on auth.session (tenant, account) where revoked_at is null;

create table auth.cache_share (
    tenant uuid not null,
    account uuid not null,
    device text not null,
    id uuid not null,
    sealed bytea not null,
    primary key (tenant, account, device),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create function auth.roles_of(account_id uuid) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(r.role order by r.role), '{}') from auth.account_role r where r.account = account_id;
end;

create function auth.permissions_of(account_id uuid) returns text[]
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(p.permission order by p.permission), '{}')
    from (select rp.permission from auth.account_role r join auth.role_permission rp on rp.role = r.role
          where r.account = account_id
          union
          select o.permission from auth.account_override o where o.account = account_id and o.effect = 'grant'
          except
          select o.permission from auth.account_override o where o.account = account_id and o.effect = 'deny') p;
end;

-- Raises unless there is a live session behind the token; never returns empty. Every transaction of the API begins here.
create function auth.enter(token bytea)
returns table (tenant uuid, account uuid, session uuid, provider uuid, roles text[], permissions text[],
               absolute_expiry timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_session record;
    held text[];
    own uuid[];
begin
    select s.tenant, s.account, s.id, a.provider, s.absolute_expiry into found_session
    from auth.session s join auth.account a on a.tenant = s.tenant and a.id = s.account
    where s.token_hash = sha256(token) and s.revoked_at is null and a.disabled_at is null
      and s.absolute_expiry > clock_timestamp() and s.last_seen_at + s.idle_limit > clock_timestamp();
    if not found then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    held := auth.permissions_of(found_session.account);
    select coalesce(array_agg(x.provider), '{}') into own
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
    perform context.install(row(found_session.tenant, found_session.account, found_session.id, found_session.provider,
                                own, held, '')::context.claims);
    return query select found_session.tenant, found_session.account, found_session.id, found_session.provider,
                        auth.roles_of(found_session.account), held, found_session.absolute_expiry;
end $$;

-- Work without a person, practice by practice. Not for the API's login.
create function auth.enter_service(tenant_id uuid, purpose text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if purpose not in ('import', 'provision', 'rotation', 'retention', 'detection') then
        raise exception 'no such service' using errcode = 'CU403';
    end if;
    if not exists (select from practice.practice p where p.id = tenant_id) and purpose <> 'provision' then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    perform context.install(row(tenant_id, null, null, null, '{}'::uuid[],
        array['schedule.read', 'schedule.read.all', 'patient.read', 'patient.read.all', 'patient.search'],
        purpose)::context.claims);
end $$;

grant create on schema auth to custos_context;
alter function auth.enter(bytea) owner to custos_context;
alter function auth.enter_service(uuid, text) owner to custos_context;
revoke create on schema auth from custos_context;
grant select on auth.session, auth.account, auth.account_role, auth.account_override, auth.role_permission,
    auth.assistance, practice.practice to custos_context;
grant execute on function auth.roles_of(uuid), auth.permissions_of(uuid) to custos_context, custos_auth;
grant execute on function auth.enter(bytea) to custos_api;
grant execute on function auth.enter_service(uuid, text) to custos_operations;

insert into auth.role (code) values ('front_desk'), ('provider'), ('biller'), ('manager'), ('assistant'),
    ('privacy_officer'), ('owner'), ('platform_admin');
insert into auth.permission (code) values
    ('schedule.read'), ('schedule.read.all'), ('schedule.write'), ('schedule.overbook'),
    ('patient.search'), ('patient.read'), ('patient.read.all'), ('patient.write'),
    ('coverage.read'), ('audit.read'), ('audit.checkpoint'), ('sessions.read'), ('sessions.revoke'), ('health.read');
-- Without schedule.read.all a person sees the columns that are theirs; without patient.read.all, their panel.
insert into auth.role_permission (role, permission)
select g.role, p from (values
    ('front_desk', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                         'patient.read', 'patient.read.all', 'patient.write', 'coverage.read', 'audit.checkpoint']),
    ('provider', array['schedule.read', 'schedule.write', 'patient.search', 'patient.read', 'audit.checkpoint']),
    ('assistant', array['schedule.read', 'schedule.write', 'patient.search', 'patient.read', 'audit.checkpoint']),
    ('biller', array['coverage.read', 'audit.checkpoint']),
    ('manager', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                      'patient.read', 'patient.read.all', 'sessions.read', 'sessions.revoke', 'audit.checkpoint']),
    ('privacy_officer', array['audit.read', 'audit.checkpoint', 'sessions.read']),
    ('owner', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                    'patient.read', 'patient.read.all', 'patient.write', 'coverage.read', 'audit.read',
                    'audit.checkpoint', 'sessions.read', 'sessions.revoke']),
    ('platform_admin', array['health.read'])) as g (role, permissions), unnest(g.permissions) p;
