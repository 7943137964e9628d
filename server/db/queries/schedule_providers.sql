-- Columns of the schedule that the session may see.
select p.id, p.display_name, p.specialty, p.default_room, l.time_zone
from practice.provider p
join practice.location l on l.tenant = p.tenant and l.id = p.home_location
where p.bookable
order by p.position, p.display_name, p.id;
