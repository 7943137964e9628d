-- Which of these leaves ($2 bytea[]) their practices' ($1 uuid[]) logs hold already.
select distinct l.tenant, l.leaf
from unnest($1::uuid[], $2::bytea[]) as w (tenant, leaf)
join audit.leaves l on l.tenant = w.tenant and l.leaf = w.leaf;
