-- As the service `detection`: notes who opened bait and gives those that were not known. Standing in a list is no opening.
with caught as (
    insert into phi.honeypot_catch (tenant, patient, account, at)
    select o.tenant, o.patient, o.account, o.at from phi.opened_patient o
    join phi.honeypot h on h.tenant = o.tenant and h.patient = o.patient
    where o.tenant = (select auth.tenant()) and o.opened and o.at > clock_timestamp() - interval '1 day'
    on conflict do nothing
    returning tenant, patient, account)
select c.account, o.session, o.impersonator from caught c
left join phi.opened_patient o on o.tenant = c.tenant and o.patient = c.patient and o.account = c.account
