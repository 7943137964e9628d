select c.id, c.absent_provider, c.covering_provider, c.first_day, c.last_day, c.granted_by, c.ended_at
from practice.covering c
order by c.first_day desc, c.id
limit 1000
