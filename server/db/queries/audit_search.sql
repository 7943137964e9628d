-- Inside a live session that may read the trail: a window of sealed entries of its practice.
-- $1 actor, $2 action, $3 outcome, $4 keyed hash of a patient; null where it does not matter.
-- $5 before this index, newest first, or $6 after this one, oldest first; both null: the newest. $7 how many.
-- body is null where retention took it.
select s.index, s.body from audit.search($1, $2, $3, $4, $5, $6, $7) s;
