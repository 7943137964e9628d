-- $1 practice, $2 purpose.
select auth.enter_service($1, $2)
