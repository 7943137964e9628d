-- $1 practice, $2 account, $3 password hash, $4 sealed TOTP seed
with pass as (
    insert into auth.password (tenant, account, password_hash) values ($1, $2, $3)
)
insert into auth.totp (tenant, account, sealed_seed) values ($1, $2, $4);
