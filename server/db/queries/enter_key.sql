-- $1 key of a service account. Raises CU401 unless it is live, CU429 when it asks too often. Programs break no glass and
-- are nobody else.
select e.tenant, e.account, e.session, e.provider, e.roles, e.permissions, e.absolute_expiry, null::uuid[] as glasses,
       null::uuid[] as glass_patients, null::bigint[] as glass_milliseconds, null::uuid as impersonator,
       null::uuid as impersonation, null::bigint as impersonation_milliseconds
from auth.enter_key($1) e
