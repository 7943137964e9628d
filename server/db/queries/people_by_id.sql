-- Names of colleagues. $1 accounts
select c.id, c.display_name from auth.account c where c.id = any ($1);
