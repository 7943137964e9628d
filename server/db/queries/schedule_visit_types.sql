select t.id, t.name, t.minutes from practice.appointment_type t where t.active order by t.name, t.id;
