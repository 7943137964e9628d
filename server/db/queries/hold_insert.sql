-- Holds an opening for three minutes. No row where a visit, blocked time or another hold has it.
-- $1 id, $2 provider, $3 start, $4 end
insert into practice.hold (tenant, id, provider, location, starts, ends, account, session, expires_at)
select p.tenant, $1, p.id, p.home_location, $3, $4, (select auth.account()), (select auth.session()),
       clock_timestamp() + interval '3 minutes'
from practice.provider p
where p.id = $2 and p.bookable and not exists (select from practice.busy(p.id, $3, $4));
