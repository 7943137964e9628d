-- One's own alone.
delete from practice.hold h where h.id = $1 and h.session = (select auth.session());
