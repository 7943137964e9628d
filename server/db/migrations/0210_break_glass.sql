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
    by_owner boolean not null, -- access.note_owner
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

create trigger note_owner before insert on access.break_glass
    for each row execute function access.note_owner('account');

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

-- Tokens of one last name and birth date, under each key that the index has. A token that was copied from a patient of one's
-- own beside another meets two, which counts as nobody. Ten an hour and person, whether they meet somebody or not.
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

-- Those of them to whom this session ever had a break-glass, over or not: whoever asks from what it entered with could have
-- read the patient since.
create function access.opened_here(patients uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return array(select distinct g.patient from access.break_glass g
                 where g.tenant = auth.tenant() and g.session = auth.session() and g.patient = any (patients));
end $$;

insert into auth.permission (code) values ('break_glass.open');
insert into auth.role_permission (role, permission) values ('provider', 'break_glass.open');

grant create on schema access to custos_context;
alter function access.open_break_glass(uuid, bytea[], text, bytea) owner to custos_context;
alter function access.end_break_glass(uuid) owner to custos_context;
alter function access.opened_here(uuid[]) owner to custos_context;
revoke create on schema access from custos_context;
grant select on phi.blind_index to custos_context;
grant execute on function access.open_break_glass(uuid, bytea[], text, bytea), access.end_break_glass(uuid) to custos_api;

-- The last thing in a change about a patient whom a break-glass shows (docs/access.md, "Break-glass"): what waited until its
-- time was over is not committed. Asked as whoever asks, so that it is the policies of patients that say; a patient who is in
-- the panel too is seen without it.
create function access.demand_in_sight(patients uuid[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select unnest(patients) except select p.id from practice.patient p where p.id = any (patients)) then
        raise exception 'not in sight any more' using errcode = 'CU404';
    end if;
end $$;
grant execute on function access.opened_here(uuid[]), access.demand_in_sight(uuid[]) to custos_api;
