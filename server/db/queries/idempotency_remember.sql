-- $1 key, $2 hash of the request, $3 record
insert into practice.idempotency_key (tenant, account, key, request_hash, record)
values ((select auth.tenant()), (select auth.account()), $1, $2, $3);
