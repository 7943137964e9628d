-- $1 account. From here on the transaction sees what that person would, and writes nothing.
select auth.enter_as($1) as complete
