select s.id, s.practice, s.display_name, s.opened_at, s.until, s.seconds_left from access.standing_impersonation() s
