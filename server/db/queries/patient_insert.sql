-- $1 id, then sealed: $2 family, $3 given, $4 birth date, $5 phone, $6 e-mail, $7 address, $8 interpreter, $9 access
-- needs; $10 preferred contact, $11 voicemail allowed
insert into practice.patient (tenant, id, family_sealed, given_sealed, birth_date_sealed, phone_sealed, email_sealed,
                              address_sealed, interpreter_sealed, access_needs_sealed, preferred_contact, voicemail_ok)
values ((select auth.tenant()), $1, $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::bytea, $7::bytea, $8::bytea, $9::bytea,
        $10, $11);
