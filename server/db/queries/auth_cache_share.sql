-- The share of a person on a computer: what is there, or else what is given. The update changes nothing; it makes
-- a row that is there come back. $1 practice, $2 account, $3 computer, $4 id, $5 sealed
insert into auth.cache_share as s (tenant, account, device, id, sealed)
values ($1, $2, $3, $4, $5)
on conflict (tenant, account, device) do update set sealed = s.sealed
returning id, sealed
