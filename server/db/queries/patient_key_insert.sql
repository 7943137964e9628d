-- $1 patient, $2 the key, wrapped
insert into phi.patient_key (tenant, patient, wrapped) values ((select auth.tenant()), $1, $2);
