-- Where nobody is signed in, or nobody is a person. $1 practice, $2 kind, $3 actor, $4 account concerned, $5 session,
-- $6 what it is about.
select access.raise_incident($1, $2, $3, $4, $5, $6) as incident
