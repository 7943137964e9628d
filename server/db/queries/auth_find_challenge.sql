-- Whose live challenge this is, with what checks the second factor. $1 hash
select c.tenant, c.account, p.code as practice_code, a.username, t.sealed_seed, auth.roles_of(a.id) as roles,
       y.lockout_failures, y.lockout_seconds, y.password_scheme
from auth.challenge c
join practice.practice p on p.id = c.tenant
join auth.account a on a.tenant = c.tenant and a.id = c.account and a.disabled_at is null
join auth.totp t on t.tenant = c.tenant and t.account = c.account
cross join lateral auth.policy_of(c.tenant) y
where c.challenge_hash = $1 and c.expires_at > clock_timestamp()
