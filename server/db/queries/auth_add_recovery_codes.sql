-- $1 practice, $2 account, $3 keyed hashes
insert into auth.recovery_code (tenant, account, code_hash) select $1, $2, c.hash from unnest($3) c(hash)
