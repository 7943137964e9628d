-- Before anything is entered, as custos_auth or custos_keys. $1 code
select p.id from practice.practice p where p.code = $1;
