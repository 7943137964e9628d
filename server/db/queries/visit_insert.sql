-- Books. No row where somebody else holds the time. $1 id, $2 patient, $3 provider, $4 room, $5 start, $6 end, $7 sealed
-- visit, $8 sealed note, $9 whether another lane may be taken; without one left, the lane's bound refuses.
insert into practice.appointment (tenant, id, starts, ends, location, provider, room, lane, patient, visit_sealed,
                                  note_sealed, booked_by)
select p.tenant, $1, $5, $6, p.home_location, p.id, $4::uuid,
       case when $9 then coalesce((
           select min(g.lane) from generate_series(0, 2) g(lane)
           where not exists (select from practice.appointment a
                             where a.tenant = p.tenant and a.lane = g.lane and not a.imported
                               and (a.provider = p.id or a.room = $4::uuid)
                               and a.status not in ('done', 'no_show', 'cancelled')
                               and a.starts < $6 and a.ends > $5
                               and a.starts > $5::timestamptz - interval '31 days')), 3) else 0 end,
       $2, $7::bytea, $8::bytea, (select auth.account())
from practice.provider p
where p.id = $3 and p.bookable
  and not exists (select from practice.hold h
                  where h.tenant = p.tenant and h.provider = p.id and h.session <> (select auth.session())
                    and h.expires_at > clock_timestamp() and h.starts < $6 and h.ends > $5);
