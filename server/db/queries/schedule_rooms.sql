select r.id, r.name, r.location from practice.room r order by r.name, r.id;
