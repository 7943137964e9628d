-- $1 id
select auth.revoke_service_account($1)
