-- Without a second factor, where the practice's policy and the person's roles allow it. $1 hash
delete from auth.challenge c
where c.challenge_hash = $1 and c.expires_at > clock_timestamp() and auth.one_factor_suffices(c.tenant, c.account)
returning c.account
