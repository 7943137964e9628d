-- $1 patient, $2 until
insert into phi.honeypot (tenant, patient, until) values ((select auth.tenant()), $1, $2)
