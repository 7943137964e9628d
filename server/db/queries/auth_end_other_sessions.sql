-- All but one, with what could still become one. $1 practice, $2 account, $3 the session that stays, $4 its computer
with challenges as (delete from auth.challenge where tenant = $1 and account = $2),
shares as (delete from auth.cache_share where tenant = $1 and account = $2 and device <> $4)
update auth.session set revoked_at = clock_timestamp()
where tenant = $1 and account = $2 and id <> $3 and revoked_at is null
