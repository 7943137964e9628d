-- Leadership of sealing, as long as this connection lives. The numbers are ours alone: 'custos', 'seal'.
select pg_catalog.pg_try_advisory_lock(1668641652, 1936023916) as locked;
