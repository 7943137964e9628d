-- As a service: wrapped keys of these patients. $1 patients
select k.patient, k.wrapped from phi.patient_key k where k.patient = any ($1);
