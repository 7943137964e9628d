-- Requests with one key of one person go one after the other: the second finds what the first did, instead of running into
-- it. Before any other lock. $1 key
select pg_advisory_xact_lock(hashtextextended((select auth.account())::text || ':key:' || $1::text, 1));
