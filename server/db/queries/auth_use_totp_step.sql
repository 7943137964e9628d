-- Steps only move forward (RFC 6238 section 5.2): no row when this one, or a later one, has been used.
-- $1 practice, $2 account, $3 step
update auth.totp set last_step = $3 where tenant = $1 and account = $2 and last_step < $3
returning last_step
