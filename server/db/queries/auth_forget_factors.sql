-- Password, TOTP, recovery codes and a change under way. $1 practice, $2 account
with passwords as (delete from auth.password where tenant = $1 and account = $2),
seeds as (delete from auth.totp where tenant = $1 and account = $2),
changes as (delete from auth.totp_change where tenant = $1 and account = $2)
delete from auth.recovery_code where tenant = $1 and account = $2
