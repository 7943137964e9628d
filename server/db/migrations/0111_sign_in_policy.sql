-- How a practice's people sign in (docs/sign-in.md). A practice that has said nothing has what stands in auth.policy_of;
-- the bounds are the table's, so that no policy locks a practice out for long or lets anybody guess on.
create table auth.sign_in_policy (
    tenant uuid primary key references practice.practice (id),
    lockout_failures integer not null check (lockout_failures between 3 and 20),
    lockout_minutes integer not null check (lockout_minutes between 1 and 60),
    password_scheme text not null check (password_scheme in ('argon2id', 'pbkdf2_sha512')),
    second_factor text not null check (second_factor in ('everyone', 'privileged')),
    changed_by uuid not null,
    changed_at timestamptz not null default clock_timestamp()
);
alter table auth.sign_in_policy enable row level security;
alter table auth.sign_in_policy force row level security;
create policy definers on auth.sign_in_policy for all to custos_context using (true) with check (true);
create policy sign_in on auth.sign_in_policy for select to custos_auth using (true);
create policy own on auth.sign_in_policy for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('sign_in_policy.read')));
grant select on auth.sign_in_policy to custos_auth, custos_api;
grant select, insert, update on auth.sign_in_policy to custos_context;

create function auth.policy_of(practice_id uuid)
returns table (lockout_failures bigint, lockout_seconds bigint, password_scheme text, second_factor text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(p.lockout_failures, 8)::bigint, coalesce(p.lockout_minutes, 15)::bigint * 60,
           coalesce(p.password_scheme, 'argon2id'), coalesce(p.second_factor, 'everyone')
    from (values (1)) one (row) left join auth.sign_in_policy p on p.tenant = practice_id;
end;

-- Whether a right password is enough for this person: only where the practice has said so, and only for these roles. Those
-- who run the practice, watch over it or operate the server are not among them, and a role that is new is not either.
create function auth.one_factor_suffices(practice_id uuid, account_id uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select (select y.second_factor from auth.policy_of(practice_id) y) = 'privileged'
           and coalesce((select bool_and(r.role in ('front_desk', 'assistant', 'provider', 'biller'))
                         from auth.account_role r where r.tenant = practice_id and r.account = account_id), false);
end;

create function auth.change_sign_in_policy(failures integer, minutes integer, scheme text, factor text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('sign_in_policy.write');
    perform auth.demand_fresh();
    insert into auth.sign_in_policy (tenant, lockout_failures, lockout_minutes, password_scheme, second_factor, changed_by)
    values (auth.tenant(), failures, minutes, scheme, factor, auth.account())
    on conflict (tenant) do update set
        lockout_failures = excluded.lockout_failures, lockout_minutes = excluded.lockout_minutes,
        password_scheme = excluded.password_scheme, second_factor = excluded.second_factor,
        changed_by = excluded.changed_by, changed_at = clock_timestamp();
end $$;

-- An incident for a locked name, one per name and quarter of an hour: whoever locks others out on purpose is seen, and
-- cannot flood those who look. `account_id` is null for a name that nobody has: the same work, or time would tell.
create function auth.note_lockout(practice_id uuid, account_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from access.incident i
                   where i.tenant = practice_id and i.kind = 'lockout'
                     and i.subject_account is not distinct from account_id
                     and i.at > clock_timestamp() - interval '15 minutes') then
        perform access.raise_incident(practice_id, 'lockout', null, account_id, null, null);
    end if;
end $$;

insert into auth.permission (code) values ('sign_in_policy.read'), ('sign_in_policy.write');
insert into auth.role_permission (role, permission) values
    ('owner', 'sign_in_policy.read'), ('owner', 'sign_in_policy.write'), ('manager', 'sign_in_policy.read'),
    ('privacy_officer', 'sign_in_policy.read');

grant create on schema auth to custos_context;
alter function auth.change_sign_in_policy(integer, integer, text, text) owner to custos_context;
alter function auth.note_lockout(uuid, uuid) owner to custos_context;
revoke create on schema auth from custos_context;
grant execute on function auth.policy_of(uuid) to custos_auth, custos_api, custos_context;
grant execute on function auth.one_factor_suffices(uuid, uuid) to custos_auth;
grant execute on function auth.change_sign_in_policy(integer, integer, text, text) to custos_api;
grant execute on function auth.note_lockout(uuid, uuid) to custos_auth;
