-- Node hashes in the order asked for; level 0 are the leaves.
-- $1 bigint[] which log of the caller's list, $2 uuid[] its practice, $3 bigint[] levels, $4 bigint[] indexes.
select w.log, coalesce(n.hash, l.leaf) as hash
from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[]) with ordinality as w (log, tenant, level, index, at)
left join audit.nodes n on w.level > 0 and n.tenant = w.tenant and n.level = w.level and n.index = w.index
left join audit.leaves l on w.level = 0 and l.tenant = w.tenant and l.index = w.index
where coalesce(n.hash, l.leaf) is not null
order by w.at;
