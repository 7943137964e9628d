-- $1 practice, $2 account, $3 hash of the challenge, $4 seconds that it lives
with outlived as (
    delete from auth.challenge where tenant = $1 and account = $2 and expires_at <= clock_timestamp())
insert into auth.challenge (tenant, account, challenge_hash, expires_at)
values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
