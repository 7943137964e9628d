-- As break_glass_review, of impersonations: whose name it was, and by whom, who is nobody of the practice's.
select g.id, g.impersonator, o.display_name as impersonator_name, g.account, a.display_name as account_name, g.reason,
       g.opened_at, g.until, g.ended_at,
       i.id as incident, i.acknowledged_by, k.display_name as acknowledged_name, i.acknowledged_at
from access.review_impersonations($1, $2) g
left join auth.account o on o.id = g.impersonator
left join auth.account a on a.id = g.account
left join lateral (select x.id, x.acknowledged_by, x.acknowledged_at from access.incident x
                   where x.tenant = (select auth.tenant()) and x.reference = g.id and x.kind = 'impersonation'
                   order by x.at, x.id limit 1) i on true
left join auth.account k on k.id = i.acknowledged_by
order by g.opened_at desc, g.id desc
