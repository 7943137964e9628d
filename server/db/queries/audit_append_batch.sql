-- $1 uuid[] practices, $2 bytea[] canonical entries, $3 bytea[] their MACs; in the order to be sealed in.
select audit.append_batch($1, $2, $3);
