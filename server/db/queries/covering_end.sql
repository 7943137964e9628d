-- $1 the covering
select practice.end_covering($1) as ended
