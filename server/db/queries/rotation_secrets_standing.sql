-- As the service `rotation`: how many secrets are not under the newest key.
select count(*) as older
from (select s.key_version from auth.totp s where s.tenant = (select auth.tenant())
      union all select s.key_version from auth.invitation s where s.tenant = (select auth.tenant())
      union all select s.key_version from auth.cache_share s where s.tenant = (select auth.tenant())
      union all select s.key_version from access.break_glass s where s.tenant = (select auth.tenant())
      union all select s.key_version from access.impersonation s where s.tenant = (select auth.tenant())) s
where s.key_version < (select max(t.version) from phi.tenant_key t
                       where t.tenant = (select auth.tenant()) and t.purpose = 3)
