-- $1 patients
select k.patient, k.wrapped from phi.patient_key k where k.tenant = (select auth.tenant()) and k.patient = any ($1);
