-- Inside a live session, in the transaction of the write that it stands for.
-- $1 bytea canonical entry, $2 bytea its MAC.
select audit.append($1, $2);
