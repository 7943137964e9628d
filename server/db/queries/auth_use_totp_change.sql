-- Once. $1 practice, $2 account, $3 id
delete from auth.totp_change where tenant = $1 and account = $2 and id = $3 and expires_at > clock_timestamp()
returning id
