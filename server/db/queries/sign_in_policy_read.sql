-- The session's practice's.
select y.lockout_failures, y.lockout_seconds / 60 as lockout_minutes, y.password_scheme, y.second_factor
from auth.policy_of(auth.tenant()) y
