-- What follows in the transaction is done as that person, in their practice. $1 id, $2 practice, $3 account, $4 reason, sealed
select s.until from access.start_impersonation($1, $2, $3, $4) s
