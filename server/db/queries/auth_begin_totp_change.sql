-- $1 practice, $2 account, $3 id, $4 session, $5 sealed seed, $6 seconds that it lives
insert into auth.totp_change (tenant, account, id, session, sealed_seed, expires_at)
values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))
on conflict (tenant, account) do update set
    id = excluded.id, session = excluded.session, sealed_seed = excluded.sealed_seed, expires_at = excluded.expires_at
