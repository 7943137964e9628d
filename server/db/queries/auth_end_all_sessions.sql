-- With what could still become one. $1 practice, $2 account
with challenges as (delete from auth.challenge where tenant = $1 and account = $2),
shares as (delete from auth.cache_share where tenant = $1 and account = $2)
update auth.session set revoked_at = clock_timestamp() where tenant = $1 and account = $2 and revoked_at is null
