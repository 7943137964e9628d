-- Inside a live session. $1 kind, $2 account concerned, $3 what it is about.
select access.report($1, $2, $3) as incident
