-- The same for days.
delete from phi.opened_day o where o.tenant = (select auth.tenant()) and o.at < clock_timestamp() - interval '2 days'
