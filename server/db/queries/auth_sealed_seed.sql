-- What checks a live session's second factor. $1 practice, $2 account
select t.sealed_seed from auth.totp t where t.tenant = $1 and t.account = $2
