-- What these patients have there, locked without waiting: whoever is writing will need the patient's key. $1 patients
select r.id as row, r.patient as patient, r.name_sealed as name, r.birth_date_sealed as birth_date, r.phone_sealed as
       phone, r.email_sealed as email, r.address_sealed as address, r.notes_sealed as notes
from practice.related_person r where r.tenant = (select auth.tenant()) and r.patient = any ($1)
for no key update nowait
