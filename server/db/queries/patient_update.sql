-- $1 id, $2 the version it is based on, then as in patient_insert
update practice.patient t
set version = t.version + 1, family_sealed = $3::bytea, given_sealed = $4::bytea, birth_date_sealed = $5::bytea,
    phone_sealed = $6::bytea, email_sealed = $7::bytea, address_sealed = $8::bytea, interpreter_sealed = $9::bytea,
    access_needs_sealed = $10::bytea, preferred_contact = $11, voicemail_ok = $12
where t.id = $1 and t.version = $2;
