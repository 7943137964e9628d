-- $1 hash
delete from auth.challenge where challenge_hash = $1 and expires_at > clock_timestamp()
returning account
