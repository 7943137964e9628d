-- A person's own act, noted at most once a minute. What is dead stays dead. $1 hash of the token
update auth.session set last_seen_at = clock_timestamp()
where token_hash = $1 and revoked_at is null and absolute_expiry > clock_timestamp()
  and last_seen_at + idle_limit > clock_timestamp() and last_seen_at < clock_timestamp() - interval '1 minute'
