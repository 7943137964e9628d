-- What these patients have there, locked without waiting: whoever is writing will need the patient's key. $1 patients
select r.id as row, r.patient as patient, r.visit_sealed as visit, r.note_sealed as note, r.cancellation_reason_sealed
       as cancellation_reason
from practice.appointment r where r.tenant = (select auth.tenant()) and r.patient = any ($1)
for no key update nowait
