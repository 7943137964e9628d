-- Working hours of those columns; local time.
select h.provider, h.weekday, h.starts as opens, h.ends as closes
from practice.template_hours h
order by h.provider, h.weekday, h.starts;
