-- The live session behind a token, by the database's clock. $1 hash of the token
select s.id, s.tenant, s.account, p.code as practice_code, a.username, coalesce(w.password_hash, '') as password_hash,
       s.device, auth.roles_of(a.id) as roles, auth.permissions_of(a.id) as permissions, s.absolute_expiry,
       extract(epoch from s.idle_limit)::bigint as idle_seconds, s.factor_at + auth.fresh_for() > clock_timestamp() as fresh,
       y.lockout_failures, y.lockout_seconds, y.password_scheme, p.name as practice_name, a.display_name
from auth.session s
join practice.practice p on p.id = s.tenant
join auth.account a on a.tenant = s.tenant and a.id = s.account and a.disabled_at is null
left join auth.password w on w.tenant = s.tenant and w.account = s.account
cross join lateral auth.policy_of(s.tenant) y
where s.token_hash = $1 and s.revoked_at is null and s.absolute_expiry > clock_timestamp()
  and s.last_seen_at + s.idle_limit > clock_timestamp()
