-- $1 practice, $2 account
select a.id, a.username, a.display_name, auth.roles_of(a.id) as roles, auth.permissions_of(a.id) as permissions,
       a.provider
from auth.account a
where a.tenant = $1 and a.id = $2
