-- A factor was shown on a live session: the old token is worth nothing from now on, and nothing lives longer than
-- before. $1 hash of the token, $2 hash of the new one
update auth.session set token_hash = $2, factor_at = clock_timestamp(), last_seen_at = clock_timestamp()
where token_hash = $1 and revoked_at is null and absolute_expiry > clock_timestamp()
  and last_seen_at + idle_limit > clock_timestamp()
returning absolute_expiry, extract(epoch from idle_limit)::bigint as idle_seconds,
          factor_at + auth.fresh_for() as fresh_until
