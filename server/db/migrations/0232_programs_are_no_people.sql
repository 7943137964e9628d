-- Whoever manages people manages no programs: none is invited, reset, enabled, disabled or signed out (docs/sign-in.md,
-- "Service accounts"). An account without roles would be anybody's to take over, and a program's has none.

-- Sign-in's login asks too, which cannot read what programs there are.
create function auth.is_program(practice_id uuid, account_id uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from auth.service_account s where s.tenant = practice_id and s.id = account_id);
end $$;

create or replace function auth.demand_management(subject uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('users.write');
    perform auth.demand_fresh();
    if auth.is_program(auth.tenant(), subject)
       or not exists (select from auth.account a where a.tenant = auth.tenant() and a.id = subject) then
        raise exception 'no such account' using errcode = 'CU404';
    end if;
    if not auth.may_manage(auth.tenant(), auth.account(), subject) then
        raise exception 'not permitted' using errcode = 'CU403';
    end if;
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

grant create on schema auth to custos_context;
alter function auth.is_program(uuid, uuid) owner to custos_context;
alter function auth.refuse_program() owner to custos_context;
revoke create on schema auth from custos_context;
grant execute on function auth.is_program(uuid, uuid) to custos_auth, custos_context;
