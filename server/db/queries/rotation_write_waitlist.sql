-- $1 rows, then their fields as sealed anew, empty for null, in the order of the names
update practice.waitlist r
set wish_sealed = nullif(n.wish, '')
from unnest($1::uuid[], $2::bytea[])
     n(row, wish)
where r.tenant = (select auth.tenant()) and r.id = n.row
