-- $1 rows, then their fields as sealed anew, empty for null, in the order of the names
update practice.related_person r
set name_sealed = nullif(n.name, ''), birth_date_sealed = nullif(n.birth_date, ''), phone_sealed = nullif(n.phone,
    ''), email_sealed = nullif(n.email, ''), address_sealed = nullif(n.address, ''), notes_sealed = nullif(n.notes,
    '')
from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
     n(row, name, birth_date, phone, email, address, notes)
where r.tenant = (select auth.tenant()) and r.id = n.row
