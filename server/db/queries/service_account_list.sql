select id, name, permissions, per_minute, created_by, created_at, expires_at, last_used_at, revoked_at
from auth.list_service_accounts()
