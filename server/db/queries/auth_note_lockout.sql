-- $1 practice, $2 account, or null for a name that nobody has
select auth.note_lockout($1, $2)
