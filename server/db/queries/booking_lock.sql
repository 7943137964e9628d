-- $1 providers, $2 rooms, $3 instants: locks their days, in the order that everybody keeps.
select practice.lock_slots($1, $2, $3);
