-- $1 practice, $2 account, $3 id, $4 hash of the token, $5 computer, $6 address
insert into auth.session (tenant, account, id, token_hash, device, source)
values ($1, $2, $3, $4, $5, $6)
returning absolute_expiry, extract(epoch from idle_limit)::bigint as idle_seconds
