-- $1 key of a service account. Raises CU401 unless it is live, CU429 when it asks too often.
select e.tenant, e.account, e.session, e.provider, e.roles, e.permissions, e.absolute_expiry from auth.enter_key($1) e
