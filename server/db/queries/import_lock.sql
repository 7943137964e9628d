-- One import of a source at a time, batch by batch: what a batch finds unknown stays unknown until it is stored.
-- $1 source
select pg_advisory_xact_lock(hashtextextended((select auth.tenant())::text || ':import:' || $1, 1));
