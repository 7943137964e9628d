-- $1 patient
select exists (select from practice.patient p where p.id = $1) as seen
