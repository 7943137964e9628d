-- What the caller's own request with this key ($1) was, and the record that it made or changed.
select i.request_hash as fingerprint, i.record as resource
from practice.idempotency_key i
where i.account = (select auth.account()) and i.key = $1;
