-- What these patients have there, locked without waiting: whoever is writing will need the patient's key. $1 patients
select r.id as row, r.patient as patient, r.payer_sealed as payer, r.plan_sealed as plan, r.member_id_sealed as
       member_id, r.benefits_sealed as benefits
from practice.coverage r where r.tenant = (select auth.tenant()) and r.patient = any ($1)
for no key update nowait
