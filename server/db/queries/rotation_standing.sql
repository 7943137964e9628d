-- As the service `rotation`: how many patients have a key, and how many of those keys are not the newest.
select count(*) as patients,
       count(*) filter (where k.key_version < (select max(t.version) from phi.tenant_key t
                                               where t.tenant = (select auth.tenant()) and t.purpose = 1)) as older
from phi.patient_key k where k.tenant = (select auth.tenant())
