-- Of the session that began it. $1 practice, $2 account, $3 session
select c.id, c.sealed_seed from auth.totp_change c
where c.tenant = $1 and c.account = $2 and c.session = $3 and c.expires_at > clock_timestamp()
