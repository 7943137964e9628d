-- Who holds which right, decided in one place and said with its grounds (docs/access.md, "Rights").

-- What a practice may switch off as a whole, and the permissions that go with it. None of them is needed to switch it on again.
create table auth.feature (
    code text primary key
);
create table auth.feature_permission (
    feature text not null references auth.feature (code),
    permission text not null references auth.permission (code),
    primary key (feature, permission)
);
insert into auth.feature (code) values ('booking'), ('overbooking'), ('patient_search'), ('patient_intake'), ('coverage');
insert into auth.feature_permission (feature, permission) values
    ('booking', 'schedule.write'), ('booking', 'schedule.overbook'), ('overbooking', 'schedule.overbook'),
    ('patient_search', 'patient.search'), ('patient_intake', 'patient.write'), ('coverage', 'coverage.read');

alter table auth.feature_flag
    add column changed_by uuid,
    add column changed_at timestamptz not null default clock_timestamp(),
    add constraint feature_flag_flag_fkey foreign key (flag) references auth.feature (code),
    add foreign key (tenant, changed_by) references auth.account (tenant, id);
alter table auth.account_override
    add column changed_by uuid, -- null for what was there before anybody signed in
    add column changed_at timestamptz not null default clock_timestamp(),
    add foreign key (tenant, changed_by) references auth.account (tenant, id);
create policy definers on auth.feature_flag for all to custos_context using (true) with check (true);
create policy sign_in on auth.feature_flag for select to custos_auth using (true);
grant select, insert, update on auth.feature_flag to custos_context;
grant select on auth.feature_flag to custos_auth;
grant select on auth.feature, auth.feature_permission, auth.role, auth.permission to custos_context;
grant select on auth.feature_permission, auth.permission to custos_auth;

-- One row for each permission that there is. `granted`: by role or override, whatever is switched off today. `because`: the
-- ground that settles it; the others stand beside it. Deny wins over every role and every grant. A practice that has said
-- nothing about a feature has it.
create function auth.decide(account_id uuid)
returns table (permission text, holds boolean, because text, granted boolean, roles text[], override text,
               switched_off text[])
language sql stable
begin atomic
    select x.permission, x.because in ('role', 'granted'), x.because, x.granted, coalesce(x.roles, '{}'), x.effect,
           coalesce(x.features, '{}')
    from (select y.permission, y.granted, y.roles, y.effect, y.features,
                 case when y.disabled_at is not null then 'disabled'
                      when y.effect = 'deny' then 'denied'
                      when not y.granted then 'not_given'
                      when y.features is not null then 'switched_off'
                      when y.roles is not null then 'role'
                      else 'granted' end as because
          from (select p.code as permission, coalesce(o.effect = 'grant', g.roles is not null) as granted, g.roles,
                       o.effect, f.features, a.disabled_at
                from auth.account a
                cross join auth.permission p
                left join (select rp.permission, array_agg(r.role order by r.role) as roles
                           from auth.account_role r join auth.role_permission rp on rp.role = r.role
                           where r.tenant = (select s.tenant from auth.account s where s.id = account_id)
                             and r.account = account_id
                           group by rp.permission) g on g.permission = p.code
                left join auth.account_override o
                    on o.tenant = a.tenant and o.account = a.id and o.permission = p.code
                left join (select fp.permission, array_agg(f.flag order by f.flag) as features
                           from auth.feature_flag f join auth.feature_permission fp on fp.feature = f.flag
                           where f.tenant = (select s.tenant from auth.account s where s.id = account_id) and not f.enabled
                           group by fp.permission) f on f.permission = p.code
                where a.id = account_id) y) x;
end;

-- Every request asks for the first: PL/pgSQL keeps the plan (docs/decisions/0140).
create or replace function auth.permissions_of(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return array(select d.permission from auth.decide(account_id) d where d.holds order by d.permission);
end $$;

create or replace function auth.granted_to(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return array(select d.permission from auth.decide(account_id) d where d.granted order by d.permission);
end $$;

-- As in 0112; a chart opened by break-glass is no more than whoever reads every patient has.
create or replace function auth.may_manage(practice_id uuid, actor uuid, subject uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select actor <> subject
           and exists (select from auth.account a where a.tenant = practice_id and a.id = subject)
           and not exists (select unnest(auth.granted_to(subject))
                           except select unnest(auth.granted_to(actor))
                           except select 'break_glass.open' where 'patient.read.all' = any (auth.granted_to(actor)))
           and (not exists (select from auth.account_role r where r.account = subject and r.role = 'owner')
                or exists (select from auth.account_role r where r.account = actor and r.role = 'owner'));
end;

-- As in 0113: a program holds what its key says, but nothing that its practice has switched off.
create or replace function auth.enter_key(key bytea)
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

-- As in 0112; programs are no people, and are not found here.
create or replace function auth.demand_management(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.write');
    perform auth.demand_fresh();
    perform auth.demand_person(subject);
    if not auth.may_manage(auth.tenant(), auth.account(), subject) then
        raise exception 'not permitted' using errcode = 'CU403';
    end if;
end $$;

-- 'CU404' for an account that is none of the practice's people: a foreign id and a missing one look alike.
create function auth.demand_person(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from auth.account a where a.tenant = auth.tenant() and a.id = subject)
       or exists (select from auth.service_account s where s.tenant = auth.tenant() and s.id = subject) then
        raise exception 'no such account' using errcode = 'CU404';
    end if;
end $$;

-- After a change of what somebody holds: nobody gives more than they hold themselves.
create function auth.demand_no_more(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if not auth.may_manage(auth.tenant(), auth.account(), subject) then
        raise exception 'nobody grants more than they hold' using errcode = 'CU403';
    end if;
end $$;

-- These roles and no others. What is new comes before what is old goes, or an owner who stays one would be missed between.
create function auth.give_roles(subject uuid, wanted text[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    if 'platform_admin' = any (wanted)
       and not exists (select from practice.practice p where p.id = auth.tenant() and p.code = 'platform') then
        raise exception 'the operator''s own' using errcode = 'CU403';
    end if;
    insert into auth.account_role (tenant, account, role)
    select auth.tenant(), subject, w from unnest(wanted) w group by w
    on conflict do nothing;
    delete from auth.account_role r
    where r.tenant = auth.tenant() and r.account = subject and r.role <> all (wanted);
    perform auth.demand_no_more(subject);
end $$;

create or replace function auth.create_account(account_id uuid, name text, shown_as text, wanted_roles text[],
                                               own_provider uuid)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.write');
    perform auth.demand_fresh();
    insert into auth.account (tenant, id, username, display_name, provider)
    values (auth.tenant(), account_id, name, shown_as, own_provider);
    perform auth.give_roles(account_id, wanted_roles);
end $$;

-- Two who change the same person's rights do so one after the other: at once, both would see what neither had asked for.
create function auth.lock_account(subject uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform from auth.account a where a.tenant = auth.tenant() and a.id = subject for no key update;
end $$;

create function auth.replace_roles(subject uuid, wanted text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.lock_account(subject);
    perform auth.demand_management(subject);
    perform auth.give_roles(subject, wanted);
end $$;

-- 'grant' or 'deny'; anything else takes the override away.
create function auth.set_override(subject uuid, named text, wanted text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.lock_account(subject);
    perform auth.demand_management(subject);
    if wanted in ('grant', 'deny') then
        insert into auth.account_override (tenant, account, permission, effect, changed_by)
        values (auth.tenant(), subject, named, wanted, auth.account())
        on conflict (tenant, account, permission) do update
            set effect = excluded.effect, changed_by = excluded.changed_by, changed_at = clock_timestamp();
    else
        delete from auth.account_override o
        where o.tenant = auth.tenant() and o.account = subject and o.permission = named;
    end if;
    perform auth.demand_no_more(subject);
end $$;

create function auth.set_feature_flag(named text, wanted boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('flags.write');
    perform auth.demand_fresh();
    insert into auth.feature_flag (tenant, flag, enabled, changed_by)
    values (auth.tenant(), named, wanted, auth.account())
    on conflict (tenant, flag) do update
        set enabled = excluded.enabled, changed_by = excluded.changed_by, changed_at = clock_timestamp();
end $$;

-- A practice keeps an owner who can sign in and manage people, whoever takes it from whom at the same moment. It stands on
-- the tables, so that no other way to take it leads past it. The operator's practice never had one.
create function auth.keep_an_owner() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    practice_id uuid := coalesce(old.tenant, new.tenant);
begin
    -- one after the other: each sees what the one before has left
    perform pg_advisory_xact_lock(hashtextextended(practice_id || ':owner', 2));
    if not exists (select from auth.account_role r join auth.account a on a.tenant = r.tenant and a.id = r.account
                   where r.tenant = practice_id and r.role = 'owner' and a.disabled_at is null
                     and not exists (select from auth.account_override o
                                     where o.tenant = r.tenant and o.account = r.account
                                       and o.permission = 'users.write' and o.effect = 'deny'))
       and (tg_table_name = 'account_role'
            or exists (select from auth.account_role r where r.tenant = practice_id and r.role = 'owner')) then
        raise exception 'the last owner' using errcode = 'CU409', constraint = 'last_owner';
    end if;
    return null;
end $$;

-- What the roles are, which features are on, and why somebody may do what they may.
create function auth.list_roles() returns table (code text, permissions text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('access.read');
    return query
    select r.code, array(select p.permission from auth.role_permission p where p.role = r.code order by 1)
    from auth.role r order by r.code;
end $$;

create function auth.list_feature_flags()
returns table (flag text, enabled boolean, permissions text[], changed_by uuid, changed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('access.read');
    return query
    select x.code, coalesce(f.enabled, true),
           array(select p.permission from auth.feature_permission p where p.feature = x.code order by 1),
           f.changed_by, f.changed_at
    from auth.feature x left join auth.feature_flag f on f.tenant = auth.tenant() and f.flag = x.code
    order by x.code;
end $$;

create function auth.explain_rights(subject uuid)
returns table (permission text, holds boolean, because text, roles text[], override text, override_by uuid,
               override_at timestamptz, switched_off text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('access.read');
    perform auth.demand_person(subject);
    return query
    select d.permission, d.holds, d.because, d.roles, d.override, o.changed_by, o.changed_at, d.switched_off
    from auth.decide(subject) d
    left join auth.account_override o
        on o.tenant = auth.tenant() and o.account = subject and o.permission = d.permission
    order by d.permission;
end $$;

insert into auth.permission (code) values ('access.read'), ('flags.write');
insert into auth.role_permission (role, permission) values
    ('owner', 'access.read'), ('manager', 'access.read'), ('privacy_officer', 'access.read'), ('owner', 'flags.write');

grant create on schema auth to custos_context;
alter function auth.replace_roles(uuid, text[]) owner to custos_context;
alter function auth.set_override(uuid, text, text) owner to custos_context;
alter function auth.set_feature_flag(text, boolean) owner to custos_context;
alter function auth.keep_an_owner() owner to custos_context;
alter function auth.list_roles() owner to custos_context;
alter function auth.list_feature_flags() owner to custos_context;
alter function auth.explain_rights(uuid) owner to custos_context;
revoke create on schema auth from custos_context;
grant delete on auth.account_role to custos_context;
grant insert, update, delete on auth.account_override to custos_context;
grant execute on function auth.decide(uuid) to custos_context, custos_auth;
grant execute on function auth.demand_person(uuid), auth.demand_no_more(uuid), auth.give_roles(uuid, text[]),
    auth.lock_account(uuid) to custos_context;
grant execute on function auth.replace_roles(uuid, text[]), auth.set_override(uuid, text, text),
    auth.set_feature_flag(text, boolean), auth.list_roles(), auth.list_feature_flags(), auth.explain_rights(uuid)
    to custos_api;

create trigger keep_an_owner after update or delete on auth.account_role
    for each row when (old.role = 'owner') execute function auth.keep_an_owner();
create trigger keep_an_owner after update of disabled_at on auth.account
    for each row when (old.disabled_at is null and new.disabled_at is not null) execute function auth.keep_an_owner();
create trigger keep_an_owner after insert or update on auth.account_override
    for each row when (new.permission = 'users.write' and new.effect = 'deny') execute function auth.keep_an_owner();
