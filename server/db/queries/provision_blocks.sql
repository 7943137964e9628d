-- Blocked time. $1 practice, $2 location, then arrays: $3 ids, $4 starts, $5 ends, $6 providers, $7 labels
insert into practice.appointment (tenant, location, id, kind, starts, ends, provider, lane, label)
select $1, $2, b.id, 'block', b.starts, b.ends, b.provider, 0, b.label
from unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::text[])
     as b(id, starts, ends, provider, label);
