-- As the service `detection`: what no count looks at any more.
delete from phi.opened_patient o where o.tenant = (select auth.tenant()) and o.at < clock_timestamp() - interval '2 days'
