-- $1 practice, $2 id, $3 user name, $4 name, $5 role, $6 own column, $7 assisted column
with made as (
    insert into auth.account (tenant, id, username, display_name, provider)
    values ($1, $2, $3, $4, $6::uuid) returning tenant, id
), assists as (
    insert into auth.assistance (tenant, account, provider)
    select m.tenant, m.id, $7::uuid from made m where $7::uuid is not null
)
insert into auth.account_role (tenant, account, role) select m.tenant, m.id, $5 from made m;
