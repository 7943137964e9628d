-- As a service of that practice. $1 practice
select p.code from practice.practice p where p.id = $1;
