insert into audit.subjects (tenant, subject, index)
select s.tenant, s.subject, s.index
from unnest($1::uuid[], $2::bytea[], $3::bigint[]) as s (tenant, subject, index);
