-- What these patients have there, locked without waiting: whoever is writing will need the patient's key. $1 patients
select r.id as row, r.patient as patient, r.wish_sealed as wish
from practice.waitlist r where r.tenant = (select auth.tenant()) and r.patient = any ($1)
for no key update nowait
