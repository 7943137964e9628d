select h.id, h.starts, h.ends, h.provider, h.expires_at as expires, h.session = (select auth.session()) as mine,
       coalesce(c.display_name, '?') as holder
from practice.hold h
left join auth.account c on c.tenant = h.tenant and c.id = h.account
where h.id = $1 and h.expires_at > clock_timestamp();
