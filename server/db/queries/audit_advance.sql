-- Raises CU503 unless the caller leads ($1 its fencing number) and the cursor stands where the caller's work
-- began ($2, $3, $4); then moves it ($5, $6, $7). Raises CU501 where the commit would not be durable.
select audit.advance($1, $2, $3::text::xid8, $4, $5, $6::text::xid8, $7);
