select t.id, t.code, t.name, t.accounts, t.live_sessions from access.tenants() t
