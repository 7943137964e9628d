-- $1 rows, then their fields as sealed anew, empty for null, in the order of the names
update practice.coverage r
set payer_sealed = nullif(n.payer, ''), plan_sealed = nullif(n.plan, ''), member_id_sealed = nullif(n.member_id, ''),
    benefits_sealed = nullif(n.benefits, '')
from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[])
     n(row, payer, plan, member_id, benefits)
where r.tenant = (select auth.tenant()) and r.id = n.row
