-- What is there stays: of servers that make keys at once, one wins. $1 purpose, $2 version, $3 wrapped
insert into phi.tenant_key (tenant, purpose, version, wrapped) values ((select auth.tenant()), $1::smallint, $2, $3)
on conflict do nothing
