-- $1 rows, then their fields as sealed anew, empty for null, in the order of the names
update practice.appointment r
set visit_sealed = nullif(n.visit, ''), note_sealed = nullif(n.note, ''), cancellation_reason_sealed =
    nullif(n.cancellation_reason, '')
from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[])
     n(row, visit, note, cancellation_reason)
where r.tenant = (select auth.tenant()) and r.id = n.row
