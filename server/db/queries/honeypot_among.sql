-- As the service `detection`: which of these are bait. $1 patients
select h.patient from phi.honeypot h where h.tenant = (select auth.tenant()) and h.patient = any ($1)
