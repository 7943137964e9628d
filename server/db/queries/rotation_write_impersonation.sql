-- $1 rows, $2 their secrets as sealed anew
update access.impersonation r set reason_sealed = n.secret
from unnest($1::uuid[], $2::bytea[]) n(row, secret)
where r.tenant = (select auth.tenant()) and r.id = n.row
