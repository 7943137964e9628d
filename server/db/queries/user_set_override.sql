-- $1 account, $2 permission, $3 'grant', 'deny' or 'none'
select auth.set_override($1, $2, $3)
