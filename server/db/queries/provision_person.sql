-- Whether an invitation is for them: enabled, and without factors. $1 user name
select a.id, a.disabled_at is null and not exists (select from auth.totp t where t.tenant = a.tenant and t.account = a.id)
                 as invitable
from auth.account a where a.tenant = (select auth.tenant()) and a.username = $1;
