-- The guess was right: the count is again that of the wrong ones alone, and so is what follows from it. $1 place
update auth.guess_count set failures = greatest(failures - 1, 0), locked_until = null where place = $1
