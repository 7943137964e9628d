-- $1 account, $2 roles
select auth.replace_roles($1, $2)
