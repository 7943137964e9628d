-- Committed entries after the cursor, in the order of sealing. Transactions below the horizon have ended: none
-- of them can bring a row later, so nothing is ever skipped. Rows of an earlier cluster are all there.
-- $1, $2, $3 the cursor (epoch, transaction, row), $4 the current epoch, $5 how many.
select e.epoch, e.xid, e.id, e.tenant, e.body, e.mac,
       (extract(epoch from pg_catalog.clock_timestamp() - e.written_at) * 1000000)::bigint as age_microseconds
from audit.entries e
where (e.epoch, e.xid, e.id) > ($1, $2::text::xid8, $3)
  and e.epoch <= $4
  and (e.epoch < $4 or e.xid < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()))
order by e.epoch, e.xid, e.id
limit $5;
