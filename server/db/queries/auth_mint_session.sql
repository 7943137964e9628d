-- $1 practice, $2 account, $3 id, $4 hash of the token, $5 computer, $6 address, $7 whether a second factor was shown
insert into auth.session (tenant, account, id, token_hash, device, source, factor_at)
values ($1, $2, $3, $4, $5, $6, case when $7 then clock_timestamp() else 'epoch' end)
returning absolute_expiry, extract(epoch from idle_limit)::bigint as idle_seconds
