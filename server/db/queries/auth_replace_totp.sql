-- The step of the code that enrolled counts as used. $1 practice, $2 account, $3 sealed seed, $4 step
insert into auth.totp (tenant, account, sealed_seed, last_step) values ($1, $2, $3, $4)
on conflict (account) do update
    set sealed_seed = excluded.sealed_seed, last_step = excluded.last_step, enrolled_at = clock_timestamp()
