-- $1 patients, $2 their new keys, wrapped
update phi.patient_key k set wrapped = n.wrapped
from unnest($1::uuid[], $2::bytea[]) n(patient, wrapped)
where k.tenant = (select auth.tenant()) and k.patient = n.patient
