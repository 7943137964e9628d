-- Newest checkpoints of these practices ($1 uuid[]) and of those whose checkpoint is stale (signed until $2)
-- or signed in the future (after $3).
select h.tenant, h.note
from audit.heads h
where h.tenant = any ($1) or h.signed_at <= $2 or h.signed_at > $3;
