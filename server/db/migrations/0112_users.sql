-- Adding people, letting them in again, and putting them out (docs/sign-in.md, "People"). The API's login calls these
-- functions inside a live session; what needs a password or mints a secret is sign-in's own login, which asks
-- auth.may_manage the same question.

-- Nobody gives more than they hold, and nobody takes over who holds more than they do: whoever makes the invitation could
-- accept it. Never oneself: a reset of one's own would be a way around one's own factors. A chart opened by break-glass is no
-- more than whoever reads every patient has, so that owner and manager go on adding providers.
create function auth.may_manage(practice_id uuid, actor uuid, subject uuid) returns boolean
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

-- 'CU404' for an account that is none of the practice's people: a foreign id and a missing one look alike.
create function auth.demand_person(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if auth.is_program(auth.tenant(), subject)
       or not exists (select from auth.account a where a.tenant = auth.tenant() and a.id = subject) then
        raise exception 'no such account' using errcode = 'CU404';
    end if;
end $$;

create function auth.demand_management(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.write');
    perform auth.demand_fresh();
    perform auth.demand_person(subject);
    if not auth.may_manage(auth.tenant(), auth.account(), subject) then
        raise exception 'not permitted' using errcode = 'CU403';
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

create function auth.create_account(account_id uuid, name text, shown_as text, wanted_roles text[], own_provider uuid)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.write');
    perform auth.demand_fresh();
    insert into auth.account (tenant, id, username, display_name, provider)
    values (auth.tenant(), account_id, name, shown_as, own_provider);
    perform auth.give_roles(account_id, wanted_roles);
end $$;

-- Also ends what the account had open: whoever is enabled again signs in anew.
create function auth.disable_account(subject uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand_management(subject);
    update auth.account a set disabled_at = clock_timestamp()
    where a.tenant = auth.tenant() and a.id = subject and a.disabled_at is null;
    perform auth.end_all(auth.tenant(), subject);
end $$;

create function auth.enable_account(subject uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand_management(subject);
    update auth.account a set disabled_at = null where a.tenant = auth.tenant() and a.id = subject;
end $$;

-- Sessions, and what could still become one.
create function auth.end_all(practice_id uuid, subject uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    delete from auth.challenge c where c.tenant = practice_id and c.account = subject;
    delete from auth.cache_share c where c.tenant = practice_id and c.account = subject;
    update auth.session s set revoked_at = clock_timestamp()
    where s.tenant = practice_id and s.account = subject and s.revoked_at is null;
end $$;

create function auth.sign_out_account(subject uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand_management(subject);
    perform auth.end_all(auth.tenant(), subject);
end $$;

-- For an account that has no factors yet. One that has them is reset, which asks for more.
create function auth.invite_account(subject uuid, invitation uuid, hash bytea, seed bytea, out expires timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand_management(subject);
    if exists (select from auth.totp t where t.tenant = auth.tenant() and t.account = subject)
       or exists (select from auth.account a where a.tenant = auth.tenant() and a.id = subject and a.disabled_at is not null) then
        raise exception 'not without a reset' using errcode = 'CU409';
    end if;
    update auth.invitation i set used_at = clock_timestamp()
    where i.tenant = auth.tenant() and i.account = subject and i.used_at is null;
    insert into auth.invitation as i (tenant, account, id, token_hash, sealed_seed, expires_at)
    values (auth.tenant(), subject, invitation, hash, seed, clock_timestamp() + interval '72 hours')
    returning i.expires_at into expires;
end $$;

create function auth.list_accounts()
returns table (id uuid, username text, display_name text, provider uuid, roles text[], disabled_at timestamptz,
               enrolled_at timestamptz, recovery_codes bigint, invited_until timestamptz, live_sessions bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.read');
    return query
    select a.id, a.username, a.display_name, a.provider, auth.roles_of(a.id), a.disabled_at, t.enrolled_at,
           (select count(*) from auth.recovery_code c where c.tenant = a.tenant and c.account = a.id),
           (select max(i.expires_at) from auth.invitation i
            where i.tenant = a.tenant and i.account = a.id and i.used_at is null and i.expires_at > clock_timestamp()),
           (select count(*) from auth.session s
            where s.tenant = a.tenant and s.account = a.id and s.revoked_at is null
              and s.absolute_expiry > clock_timestamp() and s.last_seen_at + s.idle_limit > clock_timestamp())
    from auth.account a left join auth.totp t on t.tenant = a.tenant and t.account = a.id
    where a.tenant = auth.tenant() and not auth.is_program(a.tenant, a.id)
    order by a.display_name, a.id;
end $$;

-- A seed that its person was shown and has not confirmed with a code yet. One per account; the old factor stays until then.
create table auth.totp_change (
    tenant uuid not null,
    account uuid not null,
    id uuid not null,
    session uuid not null,
    sealed_seed bytea not null,
    expires_at timestamptz not null,
    primary key (tenant, account),
    foreign key (tenant, account) references auth.account (tenant, id)
);
alter table auth.totp_change enable row level security;
alter table auth.totp_change force row level security;
create policy sign_in on auth.totp_change for all to custos_auth using (true) with check (true);
grant select, insert, update, delete on auth.totp_change to custos_auth;

insert into auth.permission (code) values ('users.read'), ('users.write');
insert into auth.role_permission (role, permission) values
    ('owner', 'users.read'), ('owner', 'users.write'), ('manager', 'users.read'), ('manager', 'users.write');

grant create on schema auth to custos_context;
alter function auth.create_account(uuid, text, text, text[], uuid) owner to custos_context;
alter function auth.disable_account(uuid) owner to custos_context;
alter function auth.enable_account(uuid) owner to custos_context;
alter function auth.sign_out_account(uuid) owner to custos_context;
alter function auth.invite_account(uuid, uuid, bytea, bytea) owner to custos_context;
alter function auth.list_accounts() owner to custos_context;
revoke create on schema auth from custos_context;
grant insert, update on auth.account to custos_context;
grant insert, delete on auth.account_role to custos_context;
grant select, update on auth.session to custos_context;
grant select, delete on auth.challenge, auth.cache_share to custos_context;
grant select, insert, update on auth.invitation to custos_context;
grant select on auth.totp, auth.recovery_code to custos_context;
grant execute on function auth.may_manage(uuid, uuid, uuid) to custos_context, custos_auth;
grant execute on function auth.demand_person(uuid), auth.demand_management(uuid), auth.demand_no_more(uuid),
    auth.give_roles(uuid, text[]), auth.end_all(uuid, uuid) to custos_context;
grant execute on function auth.create_account(uuid, text, text, text[], uuid), auth.disable_account(uuid),
    auth.enable_account(uuid), auth.sign_out_account(uuid), auth.invite_account(uuid, uuid, bytea, bytea),
    auth.list_accounts() to custos_api;
