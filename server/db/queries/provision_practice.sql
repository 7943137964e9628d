-- As the service `provision`. $1 id, $2 code, $3 name
insert into practice.practice (id, code, name) values ($1, $2, $3);
