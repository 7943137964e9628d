-- Where visits without a known place go, and whose time zone imported places get: the first of the practice's own.
select l.id, l.time_zone
from practice.location l
where l.tenant = (select auth.tenant())
  and not exists (select from practice.import_source s
                  where s.tenant = l.tenant and s.resource_type = 'Location' and s.record = l.id)
order by l.name, l.id
limit 1;
