-- Of whom somebody may reset the factors. No row for an account that is none of the practice's. $1 practice, $2 actor,
-- $3 account
select auth.may_manage($1, $2, a.id) as allowed, a.disabled_at is not null as disabled
from auth.account a where a.tenant = $1 and a.id = $3
