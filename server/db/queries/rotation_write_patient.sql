-- $1 rows, then their fields as sealed anew, empty for null, in the order of the names
update practice.patient r
set family_sealed = nullif(n.family, ''), given_sealed = nullif(n.given, ''), birth_date_sealed = nullif(n.birth_date,
    ''), phone_sealed = nullif(n.phone, ''), email_sealed = nullif(n.email, ''), address_sealed = nullif(n.address,
    ''), note_sealed = nullif(n.note, ''), access_needs_sealed = nullif(n.access_needs, ''), interpreter_sealed =
    nullif(n.interpreter, '')
from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[])
     n(row, family, given, birth_date, phone, email, address, note, access_needs, interpreter)
where r.tenant = (select auth.tenant()) and r.id = n.row
