-- First factors, or new ones. $1 practice, $2 account, $3 password hash, $4 sealed TOTP seed
with pass as (
    insert into auth.password (tenant, account, password_hash) values ($1, $2, $3)
    on conflict (account) do update set password_hash = excluded.password_hash, changed_at = now()
)
insert into auth.totp (tenant, account, sealed_seed) values ($1, $2, $4)
on conflict (account) do update set sealed_seed = excluded.sealed_seed, last_step = 0, enrolled_at = now();
