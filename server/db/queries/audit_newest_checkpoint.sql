-- Inside a live session: the newest checkpoint of its practice, with how many entries it covers; no row while
-- nothing is sealed.
select c.note, c.size from audit.newest_checkpoint() c;
