-- $1 practice, $2 id, $3 name, $4 minutes
insert into practice.appointment_type (tenant, id, name, minutes) values ($1, $2, $3, $4::bigint::smallint);
