-- As the service `rotation`: the next patients whose key is older than $1, after patient $2, $3 at most. Those whom somebody
-- is writing to just now are left for later.
select k.patient, k.wrapped from phi.patient_key k
where k.tenant = (select auth.tenant()) and k.patient > $2 and k.key_version < $1
order by k.patient limit $3
for no key update skip locked
