-- Changing who holds which right, and saying why somebody does (docs/access.md, "Rights"); what follows, 0010 decides.

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
grant insert, update, delete on auth.account_override to custos_context;
grant insert, update on auth.feature_flag to custos_context;
grant execute on function auth.lock_account(uuid) to custos_context;
grant execute on function auth.replace_roles(uuid, text[]), auth.set_override(uuid, text, text),
    auth.set_feature_flag(text, boolean), auth.list_roles(), auth.list_feature_flags(), auth.explain_rights(uuid)
    to custos_api;

create trigger keep_an_owner after update or delete on auth.account_role
    for each row when (old.role = 'owner') execute function auth.keep_an_owner();
create trigger keep_an_owner after update of disabled_at on auth.account
    for each row when (old.disabled_at is null and new.disabled_at is not null) execute function auth.keep_an_owner();
create trigger keep_an_owner after insert or update on auth.account_override
    for each row when (new.permission = 'users.write' and new.effect = 'deny') execute function auth.keep_an_owner();
