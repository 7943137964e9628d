-- Counts a guess before it is looked at. One statement, so simultaneous guesses queue on the row: exactly $2 of
-- them are counted; for the others there is no row. The one that reaches the limit is still looked at, and locks.
-- The count starts afresh when a lock has ended, and when nothing was added to it for as long as a lock lasts.
-- $1 place, $2 failures in a row that lock, $3 seconds that a lock lasts
insert into auth.guess_count as g (place, failures, last_at, locked_until)
values ($1, 1, clock_timestamp(), case when $2 <= 1 then clock_timestamp() + make_interval(secs => $3) end)
on conflict (place) do update set
    failures = case when g.locked_until is not null or g.last_at < clock_timestamp() - make_interval(secs => $3)
                    then 1 else g.failures + 1 end,
    last_at = clock_timestamp(),
    locked_until = case when g.locked_until is null and g.failures + 1 >= $2
                             and g.last_at >= clock_timestamp() - make_interval(secs => $3)
                        then clock_timestamp() + make_interval(secs => $3) end
where g.locked_until is null or g.locked_until <= clock_timestamp()
returning failures, locked_until
