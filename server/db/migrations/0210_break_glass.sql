-- Break-glass (docs/access.md): a provider opens one chart outside their panel, for 15 minutes of the database's clock, with a
-- reason. What is typed names a patient or nobody, and the answer does not say which: `named` is the patient's id, or a new
-- one that is nobody's.
create table access.break_glass (
    tenant uuid not null,
    id uuid not null,
    account uuid not null,
    session uuid not null,
    named uuid not null,
    patient uuid, -- no reference: what nobody matched does the same work, and a patient who goes leaves what was done
    category text not null check (category in ('emergency', 'covering', 'patient_here', 'other')),
    reason_sealed bytea not null,
    opened_at timestamptz not null,
    until timestamptz not null check (until = opened_at + interval '15 minutes'),
    ended_at timestamptz,
    purpose smallint not null generated always as (3) stored,
    key_version bigint not null generated always as (phi.key_version(reason_sealed)) stored,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id),
    constraint break_glass_key_in_use foreign key (tenant, purpose, key_version)
        references phi.tenant_key (tenant, purpose, version),
    check (patient is null or patient = named)
);
create index break_glass_of_session on access.break_glass (tenant, session, until);
create index break_glass_of_account on access.break_glass (tenant, account, opened_at);
create index break_glass_by_version on access.break_glass (tenant, key_version);

alter table access.break_glass enable row level security;
alter table access.break_glass force row level security;
create policy definers on access.break_glass for all to custos_context using (true) with check (true);
-- What stands for this very session, and nothing else: policies of patients ask for no more than a row that is seen here.
create policy standing on access.break_glass for select to custos_api
    using (tenant = (select auth.tenant()) and session = (select auth.session()) and (select auth.has('break_glass.open'))
           and ended_at is null and until > clock_timestamp());
create policy rotation on access.break_glass for all to custos_operations
    using (tenant = (select auth.tenant()) and (select auth.service()) = 'rotation')
    with check (tenant = (select auth.tenant()) and (select auth.service()) = 'rotation');
grant select (tenant, id, session, named, patient, category, opened_at, until, ended_at) on access.break_glass to custos_api;
grant select, insert, update (ended_at) on access.break_glass to custos_context; -- never `until`
grant select (tenant, id, reason_sealed, key_version), update (reason_sealed) on access.break_glass to custos_operations;
grant usage on schema access to custos_owner; -- policies of patients are the owner's to make

-- The patient's record, and the key that opens it: no search, no visits, no change.
drop policy panel on practice.patient;
create policy panel on practice.patient for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.read'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient.tenant and p.patient = patient.id and p.until > now() offset 0)
                or exists (select from access.break_glass g
                           where g.tenant = patient.tenant and g.patient = patient.id offset 0)));
drop policy panel on phi.patient_key;
create policy panel on phi.patient_key for select to custos_api
    using (tenant = (select auth.tenant())
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient_key.tenant and p.patient = patient_key.patient
                             and p.until > now() offset 0)
                or exists (select from access.break_glass g
                           where g.tenant = patient_key.tenant and g.patient = patient_key.patient offset 0)));

-- Tokens of one last name and birth date, under each key that the index has: a token that the caller has seen stands for
-- somebody of their own panel as well, and so, alone or beside others, for nobody here. Ten an hour
-- and person, whether they meet somebody or not.
create function access.open_break_glass(glass uuid, identity bytea[], why text, reason bytea, out patient uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
    a uuid := auth.account();
    matches uuid[];
    opened timestamptz;
begin
    perform auth.demand('break_glass.open');
    perform auth.demand_fresh();
    perform pg_advisory_xact_lock(hashtextextended(t || ':glass:' || a, 1));
    if (select count(*) from access.break_glass g
        where g.tenant = t and g.account = a and g.opened_at > clock_timestamp() - interval '1 hour') >= 10 then
        raise exception 'too many' using errcode = 'CU429';
    end if;
    matches := array(select distinct b.patient from phi.blind_index b
                     where b.tenant = t and b.token = any (identity) limit 2);
    patient := case when cardinality(matches) = 1 then matches[1] end;
    opened := clock_timestamp();
    insert into access.break_glass (tenant, id, account, session, named, patient, category, reason_sealed, opened_at, until)
    values (t, glass, a, auth.session(), coalesce(open_break_glass.patient, gen_random_uuid()), open_break_glass.patient,
            why, reason, opened, opened + interval '15 minutes');
    perform access.report('break_glass', null, glass);
end $$;

-- One's own, before its time. False when none of that id stands for this session.
create function access.end_break_glass(glass uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update access.break_glass g set ended_at = clock_timestamp()
    where g.tenant = auth.tenant() and g.session = auth.session() and g.id = glass
      and g.ended_at is null and g.until > clock_timestamp();
    return found;
end $$;

-- As in 0112; a chart opened by break-glass is no more than whoever reads every patient has, so that owner and manager go on
-- adding providers.
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

insert into auth.permission (code) values ('break_glass.open');
insert into auth.role_permission (role, permission) values ('provider', 'break_glass.open');

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
          where c.tenant = practice_id and c.covering_provider = claims.provider
            and (clock_timestamp() at time zone l.time_zone)::date between c.first_day and c.last_day) x;
    return claims;
end $$;

-- As in 0110, with what stands: whom it opens, and for how long yet.
drop function auth.enter(bytea);
create function auth.enter(token bytea)
returns table (tenant uuid, account uuid, session uuid, provider uuid, roles text[], permissions text[],
               absolute_expiry timestamptz, glasses uuid[], glass_patients uuid[], glass_milliseconds bigint[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_session record;
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
    perform context.install(claims);
    tenant := claims.tenant;
    account := claims.account;
    session := claims.session;
    provider := claims.provider;
    roles := auth.roles_of(claims.account);
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

grant create on schema auth, access to custos_context;
alter function auth.enter(bytea) owner to custos_context;
alter function access.open_break_glass(uuid, bytea[], text, bytea) owner to custos_context;
alter function access.end_break_glass(uuid) owner to custos_context;
revoke create on schema auth, access from custos_context;
create policy definers on phi.blind_index for all to custos_context using (true) with check (true);
grant select on phi.blind_index to custos_context;
grant execute on function auth.claims_of(uuid, uuid) to custos_context;
grant execute on function auth.enter(bytea), access.open_break_glass(uuid, bytea[], text, bytea), access.end_break_glass(uuid)
    to custos_api;
