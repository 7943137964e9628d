-- Patients whom the session may read and who have all of these tokens. $1 tokens, $2 how many at most.
select t.id as patient, k.wrapped as patient_key, t.family_sealed as family, t.given_sealed as given,
       t.birth_date_sealed as birth_date, t.phone_sealed as phone
from (select b.tenant, b.patient from phi.blind_index b
      where b.token = any ($1)
      group by b.tenant, b.patient
      having count(*) = cardinality($1)
      limit $2) f
join practice.patient t on t.tenant = f.tenant and t.id = f.patient
join phi.patient_key k on k.tenant = t.tenant and k.patient = t.id;
