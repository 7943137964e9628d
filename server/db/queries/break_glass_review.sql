-- A page of what the caller reviews, the newest first, with the incident that stands for each. $1 the last one of the page
-- before, or null; $2 how many at most
select g.id, g.account, a.display_name as account_name, g.category, g.met, g.reason, g.opened_at, g.until, g.ended_at,
       i.id as incident, i.acknowledged_by, k.display_name as acknowledged_name, i.acknowledged_at
from access.review_break_glass($1, $2) g
left join auth.account a on a.id = g.account
left join lateral (select x.id, x.acknowledged_by, x.acknowledged_at from access.incident x
                   where x.tenant = (select auth.tenant()) and x.reference = g.id and x.kind = 'break_glass'
                   order by x.at, x.id limit 1) i on true
left join auth.account k on k.id = i.acknowledged_by
order by g.opened_at desc, g.id desc
