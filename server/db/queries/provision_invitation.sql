-- For an account that has no factors yet; its earlier invitations stop working. $1 account, $2 id, $3 hash of the token,
-- $4 sealed seed
with earlier as (
    update auth.invitation i set used_at = clock_timestamp()
    where i.tenant = (select auth.tenant()) and i.account = $1 and i.used_at is null
)
insert into auth.invitation (tenant, account, id, token_hash, sealed_seed, expires_at)
values ((select auth.tenant()), $1, $2, $3, $4, clock_timestamp() + interval '72 hours');
