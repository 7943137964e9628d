-- Holds that have run out are nobody's, but still stand in the constraint's way.
delete from practice.hold h where h.provider = $1 and h.expires_at <= clock_timestamp();
