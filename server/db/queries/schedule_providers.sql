-- Columns of the schedule that the session may see. Who cannot be booked has one on the days of their past visits.
select p.id, p.display_name, p.specialty, p.default_room, l.time_zone, p.bookable
from practice.provider p
join practice.location l on l.tenant = p.tenant and l.id = p.home_location
order by p.position, p.display_name, p.id;
