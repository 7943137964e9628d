-- $1 bearer token. Raises CU401 unless a live session is behind it.
select e.tenant, e.account, e.session, e.provider, e.roles, e.permissions, e.absolute_expiry, e.glasses, e.glass_patients,
       e.glass_milliseconds, e.impersonator, e.impersonation, e.impersonation_milliseconds
from auth.enter($1) e
