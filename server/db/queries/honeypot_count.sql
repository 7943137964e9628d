-- As the service `detection`: how many patients are bait by now.
select count(*) as standing from phi.honeypot h where h.tenant = (select auth.tenant())
