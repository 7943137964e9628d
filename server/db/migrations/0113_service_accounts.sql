-- Programs that ask for a practice (docs/sign-in.md, "Service accounts"). Each is an account that nobody can sign in to, so
-- that what it does is audited, and refers to it, as with a person; its key is 256 random bits, stored as SHA-256.
create table auth.service_account (
    tenant uuid not null,
    id uuid not null,
    key_hash bytea not null unique check (length(key_hash) = 32),
    permissions text[] not null check (permissions <> '{}'),
    per_minute integer not null check (per_minute between 1 and 6000),
    created_by uuid not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
    last_used_at timestamptz,
    revoked_at timestamptz,
    -- a bucket: what may still be asked, as of when
    allowance double precision not null,
    filled_at timestamptz not null default clock_timestamp(),
    primary key (tenant, id),
    foreign key (tenant, id) references auth.account (tenant, id)
);
alter table auth.service_account enable row level security;
alter table auth.service_account force row level security;
create policy definers on auth.service_account for all to custos_context using (true) with check (true);
grant select, insert, update on auth.service_account to custos_context;

-- Whoever manages people manages no programs: none is invited, reset, enabled, disabled or signed out (docs/sign-in.md,
-- "Service accounts"). An account without roles would be anybody's to take over, and a program's has none. Sign-in's login asks
-- too, which cannot read what programs there are.
create function auth.is_program(practice_id uuid, account_id uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from auth.service_account s where s.tenant = practice_id and s.id = account_id);
end $$;

-- Nor does a program ever have what people sign in with, whoever writes it.
create function auth.refuse_program() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if auth.is_program(new.tenant, new.account) then
        raise exception 'a program does not sign in' using errcode = '42501';
    end if;
    return new;
end $$;
create trigger barred_to_programs before insert or update of account on auth.password
    for each row execute function auth.refuse_program();
create trigger barred_to_programs before insert or update of account on auth.totp
    for each row execute function auth.refuse_program();
create trigger barred_to_programs before insert or update of account on auth.invitation
    for each row execute function auth.refuse_program();
create trigger barred_to_programs before insert or update of account on auth.session
    for each row execute function auth.refuse_program();

-- Like auth.enter, for a key: a program holds what the key says, but nothing that its practice has switched off. What it may
-- ask a minute is counted in its row: one count for all servers, one request of a key at a time, and the time of its last use
-- with it. Burst: ten seconds' worth.
create function auth.enter_key(key bytea)
returns table (tenant uuid, account uuid, session uuid, provider uuid, roles text[], permissions text[],
               absolute_expiry timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_key record;
    claims context.claims;
    available double precision;
begin
    select s.tenant, s.id, s.permissions, s.expires_at, s.per_minute, s.allowance, s.filled_at into found_key
    from auth.service_account s
    join auth.account a on a.tenant = s.tenant and a.id = s.id and a.disabled_at is null
    where s.key_hash = sha256(key) and s.revoked_at is null and s.expires_at > clock_timestamp()
    for update of s;
    if not found then
        raise exception 'no live key' using errcode = 'CU401';
    end if;
    available := least(greatest(found_key.per_minute / 6.0, 1),
                       found_key.allowance
                       + extract(epoch from clock_timestamp() - found_key.filled_at) * found_key.per_minute / 60.0);
    if available < 1 then
        raise exception 'too many requests' using errcode = 'CU429';
    end if;
    update auth.service_account s
    set allowance = available - 1, filled_at = clock_timestamp(), last_used_at = clock_timestamp()
    where s.tenant = found_key.tenant and s.id = found_key.id;
    claims.tenant := found_key.tenant;
    claims.account := found_key.id;
    claims.session := found_key.id;
    claims.columns := '{}';
    claims.permissions := array(select unnest(found_key.permissions)
                                except
                                select p.permission from auth.feature_flag f
                                join auth.feature_permission p on p.feature = f.flag
                                where f.tenant = found_key.tenant and not f.enabled);
    claims.service := '';
    perform context.install(claims);
    return query select claims.tenant, claims.account, claims.session, claims.provider, array['service'],
                        claims.permissions, found_key.expires_at;
end $$;

-- What a program may be given at all: nothing that lets anybody in, and nothing that needs a fresh factor.
create function auth.create_service_account(account_id uuid, name text, scope text[], rate integer, until timestamptz,
                                            hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('service_accounts.write');
    perform auth.demand_fresh();
    if not scope <@ array['schedule.read', 'schedule.read.all', 'schedule.write', 'patient.search', 'patient.read',
                          'patient.read.all', 'patient.write', 'coverage.read', 'audit.read', 'audit.checkpoint']
       or not scope <@ auth.granted_to(auth.account()) then
        raise exception 'nobody grants more than they hold' using errcode = 'CU403';
    end if;
    insert into auth.account (tenant, id, username, display_name)
    values (auth.tenant(), account_id, 'service:' || account_id, name);
    insert into auth.service_account (tenant, id, key_hash, permissions, per_minute, created_by, expires_at, allowance)
    values (auth.tenant(), account_id, hash, scope, rate, auth.account(), until, greatest(rate / 6.0, 1));
end $$;

create function auth.revoke_service_account(account_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('service_accounts.write');
    perform auth.demand_fresh();
    update auth.service_account s set revoked_at = coalesce(s.revoked_at, clock_timestamp())
    where s.tenant = auth.tenant() and s.id = account_id;
    if not found then
        raise exception 'no such service account' using errcode = 'CU404';
    end if;
    update auth.account a set disabled_at = coalesce(a.disabled_at, clock_timestamp())
    where a.tenant = auth.tenant() and a.id = account_id;
end $$;

create function auth.list_service_accounts()
returns table (id uuid, name text, permissions text[], per_minute bigint, created_by uuid, created_at timestamptz,
               expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('service_accounts.read');
    return query
    select s.id, a.display_name, s.permissions, s.per_minute::bigint, s.created_by, s.created_at, s.expires_at,
           s.last_used_at, s.revoked_at
    from auth.service_account s join auth.account a on a.tenant = s.tenant and a.id = s.id
    where s.tenant = auth.tenant()
    order by s.created_at desc;
end $$;

insert into auth.permission (code) values ('service_accounts.read'), ('service_accounts.write');
insert into auth.role_permission (role, permission) values
    ('owner', 'service_accounts.read'), ('owner', 'service_accounts.write'), ('privacy_officer', 'service_accounts.read');

grant create on schema auth to custos_context;
alter function auth.is_program(uuid, uuid) owner to custos_context;
alter function auth.refuse_program() owner to custos_context;
alter function auth.enter_key(bytea) owner to custos_context;
alter function auth.create_service_account(uuid, text, text[], integer, timestamptz, bytea) owner to custos_context;
alter function auth.revoke_service_account(uuid) owner to custos_context;
alter function auth.list_service_accounts() owner to custos_context;
revoke create on schema auth from custos_context;
grant execute on function auth.is_program(uuid, uuid) to custos_auth, custos_context;
grant execute on function auth.enter_key(bytea),
    auth.create_service_account(uuid, text, text[], integer, timestamptz, bytea), auth.revoke_service_account(uuid),
    auth.list_service_accounts() to custos_api;
