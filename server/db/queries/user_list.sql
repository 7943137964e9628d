select id, username, display_name, provider, roles, disabled_at, enrolled_at, recovery_codes, invited_until, live_sessions
from auth.list_accounts()
