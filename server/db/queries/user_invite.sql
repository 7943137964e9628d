-- $1 account, $2 id of the invitation, $3 hash of the token, $4 sealed seed
select auth.invite_account($1, $2, $3, $4) as expires
