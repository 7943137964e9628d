-- $1 account
select permission, holds, because, roles, override, override_by, override_at, switched_off from auth.explain_rights($1)
