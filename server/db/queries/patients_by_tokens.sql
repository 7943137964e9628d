-- Patients whom the session may read and who have all of these tokens. $1 tokens, the rarest kind first; $2 how many at
-- most. Walks along the first token's entries and looks the others up for each, so that a beginning which many share
-- costs no more than what is answered. Parameters are hidden from the planner: a plan made for one of them is hardly
-- better than the one for all, and making it costs more than the search.
with asked as materialized (select $1::bytea[] as tokens, $2::bigint as at_most)
select t.id as patient, k.wrapped as patient_key, t.family_sealed as family, t.given_sealed as given,
       t.birth_date_sealed as birth_date, t.phone_sealed as phone
from (select b.tenant, b.patient from phi.blind_index b
      where b.token = (select a.tokens[1] from asked a)
        and not exists (select from unnest((select a.tokens[2:] from asked a)) other (token)
                        where not exists (select from phi.blind_index o
                                          where o.tenant = b.tenant and o.token = other.token and o.patient = b.patient))
      limit (select a.at_most from asked a)) f
cross join lateral (select * from practice.patient p where p.tenant = f.tenant and p.id = f.patient offset 0) t
cross join lateral (select * from phi.patient_key w where w.tenant = f.tenant and w.patient = f.patient offset 0) k;
