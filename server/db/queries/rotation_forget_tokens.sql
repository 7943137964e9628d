-- $1 patients
delete from phi.blind_index b where b.tenant = (select auth.tenant()) and b.patient = any ($1)
