select p.id from practice.provider p where p.id = $1 and p.bookable;
