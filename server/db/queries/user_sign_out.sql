-- $1 account
select auth.sign_out_account($1)
