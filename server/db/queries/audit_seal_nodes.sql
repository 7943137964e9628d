insert into audit.nodes (tenant, level, index, hash)
select n.tenant, n.level, n.index, n.hash
from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[]) as n (tenant, level, index, hash);
