-- Earlier invitations of the account stop working. No row when that practice has no such account.
-- $1 practice, $2 account, $3 id, $4 hash of the token, $5 sealed seed, $6 seconds that it lives
with earlier as (
    update auth.invitation set used_at = clock_timestamp() where tenant = $1 and account = $2 and used_at is null)
insert into auth.invitation (tenant, account, id, token_hash, sealed_seed, expires_at)
select a.tenant, a.id, $3, $4, $5, clock_timestamp() + make_interval(secs => $6)
from auth.account a
where a.tenant = $1 and a.id = $2 and a.disabled_at is null
returning id
