-- After honeypot_remove, in the same transaction. $1 patients
delete from practice.patient t where t.tenant = (select auth.tenant()) and t.id = any ($1)
