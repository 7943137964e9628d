-- What these patients have there, locked without waiting: whoever is writing will need the patient's key. $1 patients
select r.id as row, r.id as patient, r.family_sealed as family, r.given_sealed as given, r.birth_date_sealed as
       birth_date, r.phone_sealed as phone, r.email_sealed as email, r.address_sealed as address, r.note_sealed as
       note, r.access_needs_sealed as access_needs, r.interpreter_sealed as interpreter
from practice.patient r where r.tenant = (select auth.tenant()) and r.id = any ($1)
for no key update nowait
