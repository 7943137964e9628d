insert into audit.leaves (tenant, index, epoch, xid, id, leaf, chain, at, action, outcome, actor)
select l.tenant, l.index, l.epoch, l.xid::xid8, l.id, l.leaf, l.chain, l.at,
       nullif(l.action, 0)::integer, nullif(l.outcome, 0)::smallint, l.actor
from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bytea[], $7::bytea[],
            $8::timestamptz[], $9::bigint[], $10::bigint[], $11::uuid[])
     as l (tenant, index, epoch, xid, id, leaf, chain, at, action, outcome, actor);
