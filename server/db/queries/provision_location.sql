-- $1 practice, $2 id, $3 name, $4 IANA time zone
insert into practice.location (tenant, id, name, time_zone) values ($1, $2, $3, $4);
