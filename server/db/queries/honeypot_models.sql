-- As the service `detection`: some patients from a random place on, whose traits bait is mixed from. $1 where, $2 how many
select t.id as patient, t.version, k.wrapped as patient_key, t.family_sealed as family, t.given_sealed as given,
       t.birth_date_sealed as birth_date, t.phone_sealed as phone, t.email_sealed as email,
       t.address_sealed as address, t.interpreter_sealed as interpreter, t.access_needs_sealed as access_needs,
       t.preferred_contact, t.voicemail_ok
from practice.patient t
join phi.patient_key k on k.tenant = t.tenant and k.patient = t.id
where t.tenant = (select auth.tenant()) and t.id > $1
  and not exists (select from phi.honeypot h where h.tenant = t.tenant and h.patient = t.id)
order by t.id limit $2
