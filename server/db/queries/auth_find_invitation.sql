-- $1 hash of the token
select i.id, i.tenant, i.account, p.code as practice_code, p.name as practice_name, a.username, a.display_name,
       i.sealed_seed, y.password_scheme
from auth.invitation i
join practice.practice p on p.id = i.tenant
join auth.account a on a.tenant = i.tenant and a.id = i.account and a.disabled_at is null
cross join lateral auth.policy_of(i.tenant) y
where i.token_hash = $1 and i.used_at is null and i.expires_at > clock_timestamp()
