-- A page of incidents, the newest first. $1 the last one of the page before, or null; $2 whether those alone that nobody has
-- acknowledged; $3 how many at most. Names are the practice's own people's.
select i.id, i.kind, i.at, i.actor, a.display_name as actor_name, i.subject_account, s.display_name as subject_name,
       i.reference, i.acknowledged_by, k.display_name as acknowledged_name, i.acknowledged_at
from access.incident i
left join auth.account a on a.tenant = i.tenant and a.id = i.actor
left join auth.account s on s.tenant = i.tenant and s.id = i.subject_account
left join auth.account k on k.tenant = i.tenant and k.id = i.acknowledged_by
where ($1::uuid is null or (i.at, i.id) < (select b.at, b.id from access.incident b where b.id = $1))
  and (not $2 or i.acknowledged_at is null)
order by i.at desc, i.id desc
limit $3
