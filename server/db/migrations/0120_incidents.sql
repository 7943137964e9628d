-- What somebody has to look at (docs/access.md). Whoever raises an incident can neither read nor change what was raised
-- before; whoever reads them changes one thing, that they were seen, and never about their own access.
create schema access;

create table access.incident (
    tenant uuid not null references practice.practice (id),
    id uuid not null default gen_random_uuid(),
    kind text not null check (kind ~ '^[a-z][a-z_.]{0,63}$'),
    at timestamptz not null default clock_timestamp(),
    actor uuid,          -- who did it; an impersonating admin is an account of another practice
    subject_account uuid, -- whom it concerns: whose account was locked, who was impersonated
    session uuid,
    reference uuid,      -- the break-glass, impersonation, ... that it is about; never a patient
    by_owner boolean not null, -- an owner did it, or it concerns one: access.note_owner
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, subject_account) references auth.account (tenant, id),
    foreign key (tenant, acknowledged_by) references auth.account (tenant, id),
    check ((acknowledged_by is null) = (acknowledged_at is null)),
    check (acknowledged_by is distinct from actor or actor is null),
    check (acknowledged_by is distinct from subject_account or subject_account is null)
);
create index incident_by_time_and_id on access.incident (tenant, at, id);

alter table access.incident enable row level security;
alter table access.incident force row level security;
create policy definers on access.incident for all to custos_context using (true) with check (true);
create policy read on access.incident for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('incidents.read')));

insert into auth.permission (code) values ('incidents.read'), ('incidents.acknowledge');
insert into auth.role_permission (role, permission)
select r, p from unnest(array['owner', 'privacy_officer', 'manager']) r,
                 unnest(array['incidents.read', 'incidents.acknowledge']) p;

-- Where nobody is signed in yet (a lockout), or nobody is a person (detection).
create function access.raise_incident(tenant_id uuid, kind text, actor uuid, subject_account uuid, session uuid,
                                      reference uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made uuid := gen_random_uuid();
begin
    -- sign-in knows no context; everybody else raises in the practice that they have entered
    if session_user <> 'custos_auth' and tenant_id is distinct from auth.tenant() then
        raise exception 'not this practice' using errcode = 'CU403';
    end if;
    insert into access.incident (tenant, id, kind, actor, subject_account, session, reference)
    values (tenant_id, made, raise_incident.kind, raise_incident.actor, raise_incident.subject_account,
            raise_incident.session, raise_incident.reference);
    return made;
end $$;

-- About what the live session itself has done: who and where are the context's, not the caller's to say.
-- Who did it is who acted, whoever's name it was under; and it concerns whose name it was.
create function access.report(kind text, subject_account uuid, reference uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor uuid := coalesce(auth.impersonator(), auth.account());
begin
    if auth.tenant() is null or auth.account() is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    return access.raise_incident(auth.tenant(), report.kind, actor,
                                 coalesce(report.subject_account, nullif(auth.account(), actor)), auth.session(),
                                 report.reference);
end $$;

-- Whether one of the accounts in the columns that the trigger names is an owner now, as the row is written. Kept with the row:
-- who takes the role from somebody, or is given it, changes nothing about who reviews what was done before. Nobody may say so
-- themselves: whatever an insert has in `by_owner` is written over, and no login and no function may change it.
create function access.note_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.by_owner := exists (select from auth.account_role r
                            where r.tenant = new.tenant and r.role = 'owner'
                              and r.account in (select (to_jsonb(new) ->> c)::uuid from unnest(tg_argv) c));
    return new;
end $$;
create trigger note_owner before insert on access.incident
    for each row execute function access.note_owner('actor', 'subject_account');

-- Nobody reviews what they did or what concerns them, and what an owner did (`by_owner`, as it was then) is the privacy
-- officer's. `actor` did it, `subject` is whom it concerns, or null.
create function access.may_review(actor uuid, subject uuid, by_owner boolean) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return auth.account() is not null
        and actor is distinct from auth.account() and subject is distinct from auth.account()
        and (not by_owner
             or exists (select from auth.account_role r
                        where r.tenant = auth.tenant() and r.role = 'privacy_officer' and r.account = auth.account()));
end $$;

-- False when there is no such incident, or somebody was faster.
create function access.acknowledge(incident_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_incident record;
begin
    perform auth.demand('incidents.acknowledge');
    select i.kind, i.actor, i.subject_account, i.by_owner into found_incident from access.incident i
    where i.tenant = auth.tenant() and i.id = incident_id and i.acknowledged_at is null for update;
    if not found then
        return false;
    end if;
    -- reviewing those is reading why (0213)
    if found_incident.kind in ('break_glass', 'impersonation') then
        perform auth.demand('access.review');
    end if;
    if not access.may_review(found_incident.actor, found_incident.subject_account, found_incident.by_owner) then
        raise exception 'somebody else''s to review' using errcode = 'CU403';
    end if;
    update access.incident i set acknowledged_by = auth.account(), acknowledged_at = clock_timestamp()
    where i.tenant = auth.tenant() and i.id = incident_id;
    return true;
end $$;

grant usage on schema access to custos_api, custos_auth, custos_operations, custos_context;
grant create on schema access to custos_context;
alter function access.raise_incident(uuid, text, uuid, uuid, uuid, uuid) owner to custos_context;
alter function access.report(text, uuid, uuid) owner to custos_context;
alter function access.note_owner() owner to custos_context;
alter function access.may_review(uuid, uuid, boolean) owner to custos_context;
alter function access.acknowledge(uuid) owner to custos_context;
revoke create on schema access from custos_context;
grant select, insert, update (acknowledged_by, acknowledged_at) on access.incident to custos_context; -- never `by_owner`
grant execute on function access.note_owner() to custos_owner; -- triggers are the owner's to make
grant execute on function access.raise_incident(uuid, text, uuid, uuid, uuid, uuid)
    to custos_auth, custos_operations, custos_context;
grant execute on function access.report(text, uuid, uuid), access.acknowledge(uuid) to custos_api;
grant execute on function access.report(text, uuid, uuid) to custos_context;
grant select on access.incident to custos_api;
