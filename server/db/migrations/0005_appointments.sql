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
    changed_by uuid,         -- last; for the colleague whose undo that forbids
    changed_at timestamptz,
    opens_until timestamptz, -- until when its patient's chart is open to its provider (0230); null: it opens nothing
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
-- A day of one location, whatever else the practice has; a time in all columns, wherever they are; and the way to imported
-- visits that began on an earlier day than the one that is looked at (server/db/queries/schedule_day.sql).
create index appointment_of_location on practice.appointment (tenant, location, starts);
create index appointment_of_day on practice.appointment (tenant, starts);
create index appointment_imported on practice.appointment (tenant, starts) where imported;
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
create index hold_of_location on practice.hold (tenant, location, starts);

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
-- A rotation changes nothing that anybody sees: it is no reason for every desk to read its day again.
create trigger tell_schedule after insert or update or delete on practice.appointment
    for each row when (auth.service() is distinct from 'rotation') execute function practice.tell_schedule();
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

-- Times alone: who has them, and for whom, is not said. By the exclusion constraints' own indexes, without reading everything
-- that a provider has ever had.
create function practice.busy(provider_id uuid, from_time timestamptz, to_time timestamptz)
returns table (starts timestamptz, ends timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
begin
    perform auth.demand('schedule.read');
    return query
        select a.starts, a.ends from practice.appointment a
        where a.tenant = t and a.provider = provider_id and not a.imported
          and a.status not in ('done', 'no_show', 'cancelled')
          and tstzrange(a.starts, a.ends) && tstzrange(from_time, to_time)
        union all
        select h.starts, h.ends from practice.hold h
        where h.tenant = t and h.provider = provider_id and h.expires_at > clock_timestamp()
          and tstzrange(h.starts, h.ends) && tstzrange(from_time, to_time)
        order by 1;
end $$;

-- Next free stretches inside working hours, in steps of a quarter of an hour. Day by day, until there are enough: the first
-- page of a busy practice is found without looking at six weeks.
create function practice.openings(provider_id uuid, minutes integer, from_time timestamptz, wanted integer)
returns table (provider uuid, room uuid, starts timestamptz, ends timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    t uuid := auth.tenant();
    visible uuid[] := auth.columns();
    length_wanted interval := make_interval(mins => minutes);
    still_wanted integer := least(wanted, 64);
    found_today integer;
begin
    perform auth.demand('schedule.read');
    for day_ahead in 0..41 loop
        return query
            with day_column as materialized (
                select p.id, p.default_room, p.position, d.day,
                       (d.day + h.starts) at time zone l.time_zone as opens,
                       (d.day + h.ends) at time zone l.time_zone as closes
                from practice.provider p
                join practice.location l on l.tenant = p.tenant and l.id = p.home_location
                cross join lateral (select (from_time at time zone l.time_zone)::date + day_ahead) d(day)
                join practice.template_hours h on h.tenant = p.tenant and h.provider = p.id
                    and h.weekday = extract(isodow from d.day)
                where p.tenant = t and p.bookable and (provider_id is null or p.id = provider_id)
                  and (visible is null or p.id = any (visible))
                  and not exists (select from practice.holiday o
                                  where o.tenant = p.tenant and o.location = l.id and o.day = d.day)
            ), taken as materialized (
                select c.id, a.starts, a.ends
                from day_column c
                join practice.appointment a on a.tenant = t and a.provider = c.id
                    and a.status not in ('done', 'no_show', 'cancelled') and not a.imported
                    and tstzrange(a.starts, a.ends) && tstzrange(c.opens, c.closes)
                union all
                select c.id, o.starts, o.ends
                from day_column c
                join practice.hold o on o.tenant = t and o.provider = c.id and o.expires_at > clock_timestamp()
                    and tstzrange(o.starts, o.ends) && tstzrange(c.opens, c.closes)
            )
            select c.id, c.default_room, s.at, s.at + length_wanted
            from day_column c
            cross join lateral generate_series(c.opens, c.closes - length_wanted, interval '15 minutes') s(at)
            where s.at >= from_time
              and not exists (select from taken x
                              where x.id = c.id and x.starts < s.at + length_wanted and x.ends > s.at)
            order by s.at, c.position, c.id
            limit still_wanted;
        get diagnostics found_today = row_count;
        still_wanted := still_wanted - found_today;
        exit when still_wanted <= 0;
    end loop;
end $$;

grant create on schema practice to custos_context;
alter function practice.tell_schedule() owner to custos_context;
alter function practice.lock_slots(uuid[], uuid[], timestamptz[]) owner to custos_context;
alter function practice.busy(uuid, timestamptz, timestamptz) owner to custos_context;
alter function practice.openings(uuid, integer, timestamptz, integer) owner to custos_context;
revoke create on schema practice from custos_context;
grant select on practice.appointment, practice.hold, practice.provider, practice.location, practice.room,
    practice.template_hours, practice.holiday to custos_context;
grant execute on function practice.lock_slots(uuid[], uuid[], timestamptz[]), practice.busy(uuid, timestamptz, timestamptz),
    practice.openings(uuid, integer, timestamptz, integer) to custos_api;
grant usage on type practice.visit_status to custos_api, custos_operations;
