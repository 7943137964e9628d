-- $1 practice, $2 account, or null for anybody's of the practice, $3 session, $4 whether the cache share of that person
-- and computer goes with it
with ended as (
    update auth.session set revoked_at = clock_timestamp()
    where tenant = $1 and ($2 is null or account = $2) and id = $3 and revoked_at is null
    returning tenant, account, device),
forgotten as (
    delete from auth.cache_share s using ended e
    where $4 and s.tenant = e.tenant and s.account = e.account and s.device = e.device)
select account from ended
