-- Of whom somebody may reset the factors. No row for an account that is none of the practice's, or a
-- program's. $1 practice, $2 actor, $3 account
select auth.may_manage($1, $2, a.id) as allowed, a.disabled_at is not null as disabled
from auth.account a where a.tenant = $1 and a.id = $3 and not auth.is_program(a.tenant, a.id)
