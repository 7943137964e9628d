-- $1 account
select auth.enable_account($1)
