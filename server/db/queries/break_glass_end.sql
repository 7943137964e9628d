-- $1 the break-glass
select access.end_break_glass($1) as ended
