-- $1 id, $2 tokens of last name and birth date, $3 category, $4 reason, sealed
select g.patient from access.open_break_glass($1, $2, $3, $4) g
