-- As the service `detection`: notes who opened bait and gives those that were not known. Standing in a list is no opening.
insert into phi.honeypot_catch (tenant, patient, account, at)
select o.tenant, o.patient, o.account, o.at from phi.opened_patient o
join phi.honeypot h on h.tenant = o.tenant and h.patient = o.patient
where o.tenant = (select auth.tenant()) and o.opened and o.at > clock_timestamp() - interval '1 day'
on conflict do nothing
returning account, (select o.session from phi.opened_patient o
                    where o.tenant = honeypot_catch.tenant and o.patient = honeypot_catch.patient
                      and o.account = honeypot_catch.account) as session
