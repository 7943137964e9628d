-- As a service: adds a wrapped key unless that version is there. $1 practice, $2 purpose, $3 version, $4 wrapped
insert into phi.tenant_key (tenant, purpose, version, wrapped) values ($1, $2::bigint::smallint, $3, $4)
on conflict do nothing;
