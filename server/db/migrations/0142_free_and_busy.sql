-- Who is busy, without reading everything that a provider has ever had: by the exclusion constraint's own index.
create or replace function practice.busy(provider_id uuid, from_time timestamptz, to_time timestamptz)
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

-- For what looks at a time in all columns, wherever they are.
create index appointment_of_day on practice.appointment (tenant, starts);
