-- Of the practice that was entered. $1 a provider's name
select p.id from practice.provider p where p.tenant = (select auth.tenant()) and p.display_name = $1 and p.bookable;
