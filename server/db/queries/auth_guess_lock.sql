-- Until when a place is locked. $1 place
select failures, locked_until from auth.guess_count where place = $1
