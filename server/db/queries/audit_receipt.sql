-- Inside a live session: where its practice's log holds the entry with this leaf ($1 bytea); no row while it
-- is not sealed.
select r.index from audit.sealed_at($1) r;
