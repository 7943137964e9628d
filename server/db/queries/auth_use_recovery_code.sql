-- A code that was used is gone. $1 practice, $2 account, $3 keyed hash
delete from auth.recovery_code where tenant = $1 and account = $2 and code_hash = $3
returning account
