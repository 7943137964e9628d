-- $1 practice, $2 account, $3 hash
insert into auth.password (tenant, account, password_hash) values ($1, $2, $3)
on conflict (account) do update set password_hash = excluded.password_hash, changed_at = clock_timestamp()
