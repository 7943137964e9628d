-- $1 practice, $2 account
delete from auth.recovery_code where tenant = $1 and account = $2
