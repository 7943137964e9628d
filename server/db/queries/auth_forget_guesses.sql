-- Both factors were right. $1 place
delete from auth.guess_count where place = $1
