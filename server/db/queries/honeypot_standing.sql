-- As the service `detection`: how many more are wanted, and until when they last.
select w.wanted - (select count(*) from phi.honeypot h where h.tenant = w.tenant and h.until > clock_timestamp()) as missing,
       clock_timestamp() + w.lasts as until
from phi.honeypot_wish w where w.tenant = (select auth.tenant())
