-- What stands in the way of $1 provider, $2 room, $3 start, $4 end, but for the visit $5 that is being moved: as much of
-- it as the session may see, else its times alone. What began more than a month ago is not looked at: nothing lasts that
-- long, and a comparison of `starts` with both ends is what an index can be used for.
select x.starts, x.ends, x.patient, k.wrapped as patient_key, t.family_sealed as family, t.given_sealed as given
from (select a.starts, a.ends, a.patient, 1 as rank
      from practice.appointment a
      where (a.provider = $1::uuid or a.room = $2::uuid) and a.id is distinct from $5::uuid
        and not a.imported and a.status not in ('done', 'no_show', 'cancelled') and a.starts < $4 and a.ends > $3
        and a.starts > $3::timestamptz - interval '31 days'
      union all
      select b.starts, b.ends, null, 2 from practice.busy($1::uuid, $3, $4) b) x
left join practice.patient t on t.id = x.patient
left join phi.patient_key k on k.patient = t.id
order by x.rank, x.starts
limit 1;
