-- $1 account
select auth.disable_account($1)
