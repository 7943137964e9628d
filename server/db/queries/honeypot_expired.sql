-- As the service `detection`: those whose time is over and that nothing refers to.
select h.patient from phi.honeypot h
where h.tenant = (select auth.tenant()) and h.until <= clock_timestamp()
  and not exists (select from practice.appointment a where a.tenant = h.tenant and a.patient = h.patient)
