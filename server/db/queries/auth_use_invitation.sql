-- One of any number of simultaneous callers gets the row. $1 hash of the token
update auth.invitation set used_at = clock_timestamp()
where token_hash = $1 and used_at is null and expires_at > clock_timestamp()
returning tenant, account
