-- Inside a live session that may read the trail: a window of sealed entries of its practice.
-- $1 actor, $2 action, $3 outcome, $4 keyed hash of a patient; null where it does not matter.
-- $5 before this index, newest first, or $6 after this one, oldest first; both null: the newest. $7 how many,
-- $8 of how many bytes together: the window ends before it holds more, but never without an entry.
-- body is null where retention took it. The last row's more: others follow it, or may.
select w.index, w.body, w.place < w.found or w.found >= $7 as more
from (select s.index, s.body, s.place, count(*) over () as found,
             coalesce(sum(octet_length(s.body)) over (order by s.place), 0) as bytes
      from audit.search($1, $2, $3, $4, $5, $6, $7) with ordinality s(index, body, place)) w
where w.place = 1 or w.bytes <= $8
order by w.place;
