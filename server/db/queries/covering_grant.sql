-- $1 id, $2 who is away, $3 who covers, $4 first and $5 last day
select practice.grant_covering($1, $2, $3, $4, $5)
