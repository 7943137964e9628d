-- The same password under today's cost. $1 practice, $2 account, $3 hash
update auth.password set password_hash = $3 where tenant = $1 and account = $2
