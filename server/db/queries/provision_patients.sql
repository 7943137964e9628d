-- As a service: patients with their keys. $1 practice, then arrays: $2 ids, $3 wrapped keys; sealed, where empty means
-- null: $4 family, $5 given, $6 birth date, $7 phone, $8 e-mail, $9 address, $10 interpreter, $11 access needs
with patients as (
    insert into practice.patient (tenant, id, family_sealed, given_sealed, birth_date_sealed, phone_sealed, email_sealed,
                                  address_sealed, interpreter_sealed, access_needs_sealed)
    select $1, p.id, nullif(p.family, ''), nullif(p.given, ''), nullif(p.birth_date, ''), nullif(p.phone, ''),
           nullif(p.email, ''), nullif(p.address, ''), nullif(p.interpreter, ''), nullif(p.access_needs, '')
    from unnest($2::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[],
                $11::bytea[])
         as p(id, family, given, birth_date, phone, email, address, interpreter, access_needs)
)
insert into phi.patient_key (tenant, patient, wrapped)
select $1, k.id, k.wrapped from unnest($2::uuid[], $3::bytea[]) as k(id, wrapped);
