-- Of the practice that was entered.
select p.name from practice.practice p where p.id = (select auth.tenant());
