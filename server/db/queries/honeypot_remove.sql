-- As the service `detection`: these and all that is theirs. $1 patients
with gone as (
    delete from phi.honeypot h where h.tenant = (select auth.tenant()) and h.patient = any ($1) returning h.tenant, h.patient
), tokens as (
    delete from phi.blind_index b using gone g where b.tenant = g.tenant and b.patient = g.patient
), keys as (
    delete from phi.patient_key k using gone g where k.tenant = g.tenant and k.patient = g.patient
)
select g.patient from gone g
