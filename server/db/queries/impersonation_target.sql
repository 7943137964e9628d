-- Whom a name in a practice means. $1 the practice's code, $2 username
select t.tenant, t.account from access.impersonation_target($1, $2) t
