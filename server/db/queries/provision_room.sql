-- $1 practice, $2 id, $3 location, $4 name
insert into practice.room (tenant, id, location, name) values ($1, $2, $3, $4);
