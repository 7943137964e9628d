-- Changes the version $2 of the visit $1. No row where it has another by now, or somebody else holds the new time.
-- $3 provider, $4 room, $5 start, $6 end, $7 status, $8 arrived, $9 sealed visit, $10 sealed note, $11 sealed
-- cancellation reason, $12 whether another lane may be taken. A visit that only stretches or slides keeps its lane.
update practice.appointment v
set version = v.version + 1, provider = p.id, location = p.home_location, room = $4::uuid, starts = $5, ends = $6,
    status = $7::practice.visit_status, arrived_at = $8::timestamptz, visit_sealed = $9::bytea, note_sealed = $10::bytea,
    cancellation_reason_sealed = $11::bytea, changed_by = (select auth.account()), changed_at = clock_timestamp(),
    cancelled_by = case when $7 <> 'cancelled' then null
                        when v.status <> 'cancelled' then (select auth.account()) else v.cancelled_by end,
    cancelled_at = case when $7 <> 'cancelled' then null
                        when v.status <> 'cancelled' then clock_timestamp() else v.cancelled_at end,
    lane = case when $12 then coalesce((
                    select min(g.lane) from generate_series(0, 2) g(lane)
                    where not exists (select from practice.appointment a
                                      where a.tenant = p.tenant and a.id <> v.id and a.lane = g.lane and not a.imported
                                        and (a.provider = p.id or a.room = $4::uuid)
                                        and a.status not in ('done', 'no_show', 'cancelled')
                                        and a.starts < $6 and a.ends > $5
                                        and a.starts > $5::timestamptz - interval '31 days')), 3)
                when v.provider = p.id and v.starts < $6 and v.ends > $5 then v.lane
                else 0 end
from practice.provider p
where v.id = $1 and v.version = $2 and v.kind = 'visit' and p.tenant = v.tenant and p.id = $3
  and (p.bookable or p.id = v.provider)
  and ((v.provider = p.id and v.starts = $5 and v.ends = $6)
       or not exists (select from practice.hold h
                      where h.tenant = p.tenant and h.provider = p.id and h.session <> (select auth.session())
                        and h.expires_at > clock_timestamp() and h.starts < $6 and h.ends > $5));
