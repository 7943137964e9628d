-- $1 practice, $2 account, or null for all of the practice
select s.id, s.account, a.display_name, s.created_at, s.last_seen_at, s.absolute_expiry, s.device
from auth.session s
join auth.account a on a.tenant = s.tenant and a.id = s.account
where s.tenant = $1 and ($2 is null or s.account = $2) and s.revoked_at is null
  and s.absolute_expiry > clock_timestamp() and s.last_seen_at + s.idle_limit > clock_timestamp()
order by s.created_at
