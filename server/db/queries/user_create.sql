-- $1 id, $2 username, $3 name, $4 roles, $5 their column, or null
select auth.create_account($1, $2, $3, $4, $5)
