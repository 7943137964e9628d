select flag, enabled, permissions, changed_by, changed_at from auth.list_feature_flags()
