-- Openings day by day, until there are enough: the first page of a busy practice is found without looking at six weeks.
-- What is taken comes by the exclusion constraint's own index, however many past visits there are.
create or replace function practice.openings(provider_id uuid, minutes integer, from_time timestamptz, wanted integer)
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
