-- One row when that is the name of a zone, as the IANA has them: not the server's own setting, not a variant. $1 name
select z.name from pg_timezone_names z where z.name = $1 and (z.name like '%/%' or z.name = 'UTC')
                                             and z.name !~ '^(posix|right)/';
