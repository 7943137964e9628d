-- The schedule. The exclusion constraints have the last word on who has which time.
create type practice.visit_status as enum ('scheduled', 'confirmed', 'arrived', 'roomed', 'in_progress', 'done',
                                           'no_show', 'cancelled');

create table practice.series (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    local_start time not null,
    time_zone text not null, -- recurrence is local time: it stays 9:00 across a change of clocks
    rule text not null,      -- RFC 5545 section 3.3.10
    primary key (tenant, id)
);

-- Visits and blocked time stand in one table, because they compete for the same lanes.
create table practice.appointment (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    kind text not null default 'visit' check (kind in ('visit', 'block')),
    version integer not null default 1,
    starts timestamptz not null,
    ends timestamptz not null check (ends > starts),
    location uuid not null,
    provider uuid not null,
    room uuid,
    lane smallint not null default 0 constraint appointment_lane_bound check (lane between 0 and 2),
    status practice.visit_status not null default 'scheduled',
    imported boolean not null default false,
    patient uuid check ((kind = 'visit') = (patient is not null)),
    visit_sealed bytea,   -- the type of visit and the reason: either says as much
    note_sealed bytea,
    label text not null default '' check (kind = 'block' or label = ''), -- of blocked time; not PHI
    series uuid,
    booked_by uuid,
    booked_at timestamptz not null default now(),
    arrived_at timestamptz,
    roomed_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    running_behind_minutes smallint,
    cancelled_by uuid,
    cancelled_at timestamptz,
    cancellation_reason_sealed bytea,
    primary key (tenant, id),
    foreign key (tenant, location) references practice.location (tenant, id),
    foreign key (tenant, provider) references practice.provider (tenant, id),
    foreign key (tenant, room) references practice.room (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id),
    foreign key (tenant, series) references practice.series (tenant, id),
    constraint appointment_provider_free exclude using gist (
        tenant with =, provider with =, lane with =, tstzrange(starts, ends) with &&)
        where (status not in ('done', 'no_show', 'cancelled') and not imported),
    constraint appointment_room_free exclude using gist (
        tenant with =, room with =, lane with =, tstzrange(starts, ends) with &&)
        where (room is not null and status not in ('done', 'no_show', 'cancelled') and not imported)
);
create index appointment_of_day on practice.appointment (tenant, starts);
create index appointment_of_provider on practice.appointment (tenant, provider, starts);
create index appointment_of_patient on practice.appointment (tenant, patient, starts);

create table practice.hold (
    tenant uuid not null,
    id uuid not null,
    provider uuid not null,
    location uuid not null,
    starts timestamptz not null,
    ends timestamptz not null check (ends > starts),
    account uuid not null,
    session uuid not null,
    expires_at timestamptz not null,
    primary key (tenant, id),
    foreign key (tenant, provider) references practice.provider (tenant, id),
    foreign key (tenant, location) references practice.location (tenant, id),
    constraint hold_provider_free exclude using gist (
        tenant with =, provider with =, tstzrange(starts, ends) with &&)
);

create table practice.waitlist (
    tenant uuid not null,
    id uuid not null,
    patient uuid not null,
    provider uuid,
    minutes smallint not null,
    wish_sealed bytea,
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id),
    foreign key (tenant, provider) references practice.provider (tenant, id)
);

create table practice.idempotency_key (
    tenant uuid not null,
    account uuid not null,
    key uuid not null,
    request_hash bytea not null check (length(request_hash) = 32),
    record uuid not null,
    created_at timestamptz not null default now(),
    constraint idempotency_key_pkey primary key (tenant, account, key)
);

-- Whether a booking was made by those whom it would let in: the provider, or somebody who sees no more than that
-- provider's column. Else anybody could open any chart by booking it.
create function practice.is_own_booking(tenant_id uuid, booker uuid, provider_id uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select exists (select from auth.account a
                   where a.tenant = tenant_id and a.id = booker and a.provider = provider_id)
        or exists (select from auth.assistance s
                   where s.tenant = tenant_id and s.account = booker and s.provider = provider_id
                     and not 'patient.read.all' = any (auth.permissions_of(booker)));
end;

-- The panel is what the visits say at this moment: until 90 days after the last one that counts. A visit that is cancelled,
-- or goes to a colleague, takes with it what it had granted.
create function practice.grant_panel() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    touched record;
    last_visit timestamptz;
begin
    for touched in
        select x.tenant, x.provider, x.patient
        from (select new.tenant, new.provider, new.patient where tg_op <> 'DELETE'
              union select old.tenant, old.provider, old.patient where tg_op <> 'INSERT') x
        where x.patient is not null
    loop
        select max(a.ends) into last_visit from practice.appointment a
        where a.tenant = touched.tenant and a.patient = touched.patient and a.provider = touched.provider
          and a.status <> 'cancelled'
          and (a.booked_by is null or not practice.is_own_booking(a.tenant, a.booked_by, a.provider));
        if last_visit is null then
            delete from practice.panel p
            where p.tenant = touched.tenant and p.provider = touched.provider and p.patient = touched.patient;
        else
            insert into practice.panel (tenant, provider, patient, until)
            values (touched.tenant, touched.provider, touched.patient, last_visit + interval '90 days')
            on conflict (tenant, provider, patient) do update set until = excluded.until;
        end if;
    end loop;
    return null;
end $$;
create trigger grant_panel after insert or delete or update of status, provider, patient, ends, booked_by
    on practice.appointment for each row execute function practice.grant_panel();

-- Ids and days alone travel by NOTIFY: channels are not under row-level security.
create function practice.tell_schedule() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    changed record;
begin
    if tg_op <> 'DELETE' and tg_table_name = 'appointment' and (to_jsonb(new) ->> 'imported')::boolean then
        return null;
    end if;
    for changed in
        select distinct x.tenant, x.provider, (x.starts at time zone l.time_zone)::date as day
        from (select new.tenant, new.provider, new.location, new.starts where tg_op <> 'DELETE'
              union select old.tenant, old.provider, old.location, old.starts where tg_op <> 'INSERT') x
        join practice.location l on l.tenant = x.tenant and l.id = x.location
    loop
        perform pg_notify('schedule', changed.tenant || ' ' || changed.day || ' ' || changed.provider);
    end loop;
    return null;
end $$;
create trigger tell_schedule after insert or update or delete on practice.appointment
    for each row execute function practice.tell_schedule();
create trigger tell_schedule after insert or update or delete on practice.hold
    for each row execute function practice.tell_schedule();

-- Locks of a booking: provider and day first, then room and day, always in this order, each kind sorted. Without them
-- simultaneous inserts wait for each other inside the exclusion constraint and deadlock.
create function practice.lock_slots(providers uuid[], rooms uuid[], instants timestamptz[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    slot bigint;
    t uuid := auth.tenant();
begin
    for slot in
        select distinct hashtextextended(t || ':p:' || p.id || ':' || (i.at at time zone l.time_zone)::date, 1)
        from unnest(providers) u(id) join practice.provider p on p.tenant = t and p.id = u.id
        join practice.location l on l.tenant = t and l.id = p.home_location, unnest(instants) i(at)
        order by 1
    loop
        perform pg_advisory_xact_lock(slot);
    end loop;
    for slot in
        select distinct hashtextextended(t || ':r:' || r.id || ':' || (i.at at time zone l.time_zone)::date, 1)
        from unnest(rooms) u(id) join practice.room r on r.tenant = t and r.id = u.id
        join practice.location l on l.tenant = t and l.id = r.location, unnest(instants) i(at)
        order by 1
    loop
        perform pg_advisory_xact_lock(slot);
    end loop;
end $$;

-- Times alone: who has them, and for whom, is not said.
create function practice.busy(provider_id uuid, from_time timestamptz, to_time timestamptz)
returns table (starts timestamptz, ends timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('schedule.read');
    return query
        select a.starts, a.ends from practice.appointment a
        where a.tenant = auth.tenant() and a.provider = provider_id and not a.imported
          and a.status not in ('done', 'no_show', 'cancelled')
          and a.starts < to_time and a.ends > from_time
        union all
        select h.starts, h.ends from practice.hold h
        where h.tenant = auth.tenant() and h.provider = provider_id and h.expires_at > clock_timestamp()
          and h.starts < to_time and h.ends > from_time
        order by 1;
end $$;

-- Next free stretches inside working hours, in steps of a quarter of an hour.
create function practice.openings(provider_id uuid, minutes integer, from_time timestamptz, wanted integer)
returns table (provider uuid, room uuid, starts timestamptz, ends timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    length_wanted interval := make_interval(mins => minutes);
begin
    perform auth.demand('schedule.read');
    return query
        select p.id, p.default_room, s.at, s.at + length_wanted
        from practice.provider p
        join practice.location l on l.tenant = p.tenant and l.id = p.home_location
        cross join generate_series((from_time at time zone l.time_zone)::date,
                                   (from_time at time zone l.time_zone)::date + 41, interval '1 day') d(day)
        join practice.template_hours h on h.tenant = p.tenant and h.provider = p.id
            and h.weekday = extract(isodow from d.day)
        cross join lateral generate_series((d.day::date + h.starts) at time zone l.time_zone,
                                           (d.day::date + h.ends) at time zone l.time_zone - length_wanted,
                                           interval '15 minutes') s(at)
        where p.tenant = auth.tenant() and p.bookable and (provider_id is null or p.id = provider_id)
          and (auth.columns() is null or p.id = any (auth.columns()))
          and s.at >= from_time
          and not exists (select from practice.holiday o
                          where o.tenant = p.tenant and o.location = l.id and o.day = d.day::date)
          and not exists (select from practice.appointment a
                          where a.tenant = p.tenant and a.provider = p.id and not a.imported
                            and a.status not in ('done', 'no_show', 'cancelled')
                            and a.starts < s.at + length_wanted and a.ends > s.at)
          and not exists (select from practice.hold o
                          where o.tenant = p.tenant and o.provider = p.id and o.expires_at > clock_timestamp()
                            and o.starts < s.at + length_wanted and o.ends > s.at)
        order by s.at, p.position, p.id
        limit least(wanted, 64);
end $$;
