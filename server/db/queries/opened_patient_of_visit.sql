-- The same for the patient of a visit that the session may see. $1 visit
select phi.count_patients(array(select a.patient from practice.appointment a where a.id = $1 and a.patient is not null), true)
       as verdict
